import type { Clock } from '../clock.js'
import { fail } from '../errors/api-error.js'
import { workspaceId } from '../ids.js'
import type { DrawsOf } from './draws.js'
import type { Workspace } from './workspace.js'
import { WorkspaceClock } from './workspace-clock.js'

export interface WorkspacesOptions {
  /** Real time. */
  readonly clock: Clock
  readonly drawsOf: DrawsOf
  readonly maxWorkspaces: number
  /** Whether a workspace holds nothing, so that it may be forgotten. */
  readonly isEmpty: (workspace: Workspace) => Promise<boolean>
}

/** What changes of a workspace that begins anew. */
type Renewable = { -readonly [Member in keyof Workspace]: Workspace[Member] }

/** The workspaces of the server, made on first use, the least recently used empty ones forgotten first. */
export class Workspaces {
  readonly #options: WorkspacesOptions
  /** The time of new workspaces, and of what belongs to none. */
  readonly defaultClock: WorkspaceClock
  /** Hashing a key on every request would be work that can be done once. */
  readonly #idOfKey = new Map<string, string>()
  #lastCreation: Promise<unknown> = Promise.resolve()
  readonly #byId = new Map<string, Renewable>()

  constructor(options: WorkspacesOptions) {
    this.#options = options
    this.defaultClock = new WorkspaceClock(options.clock)
  }

  /**
   * The workspace of an API key.
   *
   * @throws {ApiError} `capacity_exceeded` when a new one would be too many and none of the others is empty.
   */
  ofKey(apiKey: string): Promise<Workspace> {
    let id = this.#idOfKey.get(apiKey)
    if (id === undefined) {
      id = workspaceId(apiKey)
      if (this.#idOfKey.size >= this.#options.maxWorkspaces) this.#idOfKey.clear()
      this.#idOfKey.set(apiKey, id)
    }
    return this.ofId(id)
  }

  /** The clock of a workspace, whether or not it is in use. */
  clockOf(id: string): WorkspaceClock {
    return this.#byId.get(id)?.clock ?? this.defaultClock
  }

  /** The workspace with this id, which a session or a key vouches for. Throws as `ofKey` does. */
  async ofId(id: string): Promise<Workspace> {
    const known = this.#byId.get(id)
    if (known === undefined) return this.#createInTurn(id)
    this.#byId.delete(id)
    this.#byId.set(id, known)
    return known
  }

  /** The workspaces in use, the least recently used first. */
  all(): readonly Workspace[] {
    return [...this.#byId.values()]
  }

  /** Forgets all workspaces with their clocks; the next call of their keys begins them anew. Their records stay. */
  forgetAll(): void {
    for (const workspace of this.#byId.values()) this.renew(workspace)
    this.#byId.clear()
  }

  /**
   * Begins a workspace anew, with a clock and draws as new ones have. Its records stay, and calls in flight go on in the
   * new time.
   */
  renew(workspace: Workspace): void {
    workspace.clock.reset(this.defaultClock.setting)
    const known = this.#byId.get(workspace.id)
    if (known === undefined) return
    const { ids, chance } = this.drawsFor(workspace.id)
    known.ids = ids
    known.chance = chance
    known.era = {}
  }

  /** What a new workspace with this id draws from. */
  drawsFor(id: string): Pick<Workspace, 'ids' | 'chance'> {
    return this.#options.drawsOf(id)
  }

  /** One after the other, so that first calls of a key at once get one workspace, and the bound holds. */
  #createInTurn(id: string): Promise<Workspace> {
    const created = this.#lastCreation.then(() => this.#byId.get(id) ?? this.#create(id))
    this.#lastCreation = created.catch(() => {})
    return created
  }

  async #create(id: string): Promise<Renewable> {
    if (this.#byId.size >= this.#options.maxWorkspaces) await this.#forgetOne()
    const clock = new WorkspaceClock(this.#options.clock, this.defaultClock.setting)
    const workspace = { id, clock, ...this.drawsFor(id), era: {} }
    this.#byId.set(id, workspace)
    return workspace
  }

  async #forgetOne(): Promise<void> {
    for (const workspace of this.#byId.values()) {
      if (await this.#options.isEmpty(workspace)) {
        this.#byId.delete(workspace.id)
        return
      }
    }
    fail('capacity_exceeded', {
      message: `The server has ${this.#byId.size} workspaces in use and takes no more.`,
      fix: 'Use a key that is in use already, or start the server with a higher MAX_WORKSPACES.',
    })
  }
}
