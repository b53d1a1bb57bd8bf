import type { Clock } from '../lib/clock.js'
import { type Link, storeTtlMs } from './redis-link.js'

const key = 'workspaces'

/** A workspace is registered anew after this long, so that those that nobody writes to any more can be told. */
const renewMs = 24 * 60 * 60 * 1000

/** So many workspaces are remembered as registered. */
const maxRemembered = 10_000

/** Knows all workspaces that were registered in the last days, by whichever server. */
export class RedisRegistry {
  readonly #link: Link
  readonly #clock: Clock
  /** When this server registered a workspace, the oldest first. */
  readonly #registered = new Map<string, number>()

  /** @param clock real time. */
  constructor(link: Link, clock: Clock) {
    this.#link = link
    this.#clock = clock
  }

  /** Whether this server registered a workspace, and need not do it again. */
  has(workspaceId: string): boolean {
    const registeredMs = this.#registered.get(workspaceId)
    return registeredMs !== undefined && this.#clock.now() < registeredMs + renewMs
  }

  /** Registers a workspace, and lets go of those whose records the store has let go of. */
  async register(workspaceId: string): Promise<void> {
    const nowMs = this.#clock.now()
    await Promise.all([
      this.#link.write('zadd', [key], [nowMs, workspaceId]),
      this.#link.write('zremrangebyscore', [key], ['-inf', this.#expiredMs(nowMs)]),
      this.#link.write('pexpire', [key], [storeTtlMs + renewMs]),
    ])
    this.forgetHere(workspaceId)
    const [oldest] = this.#registered.keys()
    if (oldest !== undefined && this.#registered.size >= maxRemembered) this.#registered.delete(oldest)
    this.#registered.set(workspaceId, nowMs)
  }

  list(): Promise<readonly string[]> {
    return this.#link.read('zrangebyscore', [key], [this.#expiredMs(this.#clock.now()), '+inf'])
  }

  /** Takes a workspace off the list. */
  async remove(workspaceId: string): Promise<void> {
    this.forgetHere(workspaceId)
    await this.#link.write('zrem', [key], [workspaceId])
  }

  /** Forgets that this server registered a workspace. */
  forgetHere(workspaceId: string): void {
    this.#registered.delete(workspaceId)
  }

  #expiredMs(nowMs: number): number {
    return nowMs - storeTtlMs - renewMs
  }
}
