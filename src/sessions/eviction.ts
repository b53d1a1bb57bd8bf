import type { Clock } from '../lib/clock.js'
import { leastSessionId } from '../lib/ids.js'
import type { Directory, Entry } from '../storage/directory.js'
import type { RecordStore } from '../storage/records.js'
import type { Transactions } from '../workspaces/transactions.js'
import type { Workspaces } from '../workspaces/workspaces.js'
import { isExpired, isForgotten, isTerminal, type Session } from './model.js'
import { sessionRecords } from './session-records.js'

/** How many sessions each one that is opened looks at, so that forgotten ones leave without a timer or a long sweep. */
const sweepStep = 2

/** From so many on they are looked at: one at a time would cost more. */
const minSweep = 6

/** How many are looked at in one go where sessions are opened faster than that. */
const maxSweep = 50

/** How many of the oldest sessions, and how many others, are looked at when there is no room. */
const searchStep = 500

/** How many sessions that ended are remembered as those that may make room. */
const maxEnded = 1000

/** After so long without a record an id belongs to no session that is being opened, in milliseconds of real time. */
const orphanMs = 10_000

const maxOrphans = 1000

/** An id that was not looked at again for so long may be forgotten, in milliseconds of real time. */
const staleOrphanMs = 3 * orphanMs

export interface SessionEvictionDeps {
  /** Real time. */
  readonly clock: Clock
  readonly records: RecordStore
  readonly directory: Directory
  readonly transactions: Transactions
  readonly workspaces: Workspaces
  readonly maxSessions: number
  readonly sessionRetentionMs: number
  /** Hears why a sweep failed that nobody waits for. */
  readonly failed: (error: unknown) => void
}

/** Whether a session may go, by the time of its workspace. */
type Rule = (session: Session, nowMs: number) => boolean

/** Which of some ids are worth a look, by the time of their workspace. */
type Choice = (ids: readonly string[], nowMs: number) => readonly string[]

/**
 * The retention of sessions: those that answer to nobody any more are removed a few at a time, and in a full server those
 * that ended or expired go earlier. An open one never does.
 */
export class SessionEviction {
  readonly #deps: SessionEvictionDeps
  /** Ids of sessions that ended: in a full server they may be the only ones that can go. */
  readonly #ended = new Set<string>()
  /** Ids without a record, and when they were first seen so. */
  readonly #orphans = new Map<string, number>()
  /** How many are still to be looked at, because sessions were opened. */
  #unswept = 0
  #isSweeping = false
  #search: Promise<boolean> | null = null

  constructor(deps: SessionEvictionDeps) {
    this.#deps = deps
  }

  /** Takes note of a session that ended. */
  noteEnd(id: string): void {
    if (this.#ended.size >= maxEnded) this.#ended.delete(this.#ended.values().next().value as string)
    this.#ended.add(id)
  }

  /** Removes a few sessions whose retention is over. Nobody waits for it. */
  sweep(): void {
    this.#unswept = Math.min(this.#unswept + sweepStep, maxSweep)
    if (this.#unswept >= minSweep && !this.#isSweeping) this.#sweep().catch(this.#deps.failed)
  }

  /**
   * Makes room in a full server: about one session in a thousand goes, so that the next one need not search again. It looks
   * at the oldest, at others from where the search before stopped, and at those that ended last.
   *
   * @returns whether there is room now.
   */
  evict(needed: number): Promise<boolean> {
    this.#search ??= this.#findRoom(needed).finally(() => {
      this.#search = null
    })
    return this.#search
  }

  /**
   * Makes room for so many more sessions beside those of a workspace, and looks at all if it must. None goes when that would
   * not be enough.
   *
   * @returns whether there is room now.
   */
  async evictBeside(more: number, workspaceId: string): Promise<boolean> {
    const { directory, maxSessions } = this.#deps
    const size = await directory.size()
    const needed = size + more - maxSessions
    const found: Entry[] = []
    for (let left = size; left > 0 && found.length < needed; left -= searchStep) {
      const others = (await directory.next(searchStep)).filter((entry) => entry.workspaceId !== workspaceId)
      found.push(...(await this.#find(others, mayGo)))
    }
    return found.length >= needed && (await this.#remove(found.slice(0, needed), mayGo)) >= needed
  }

  async #sweep(): Promise<void> {
    const { directory, sessionRetentionMs } = this.#deps
    this.#isSweeping = true
    try {
      while (this.#unswept >= minSweep) {
        const count = this.#unswept
        this.#unswept = 0
        const entries = await directory.next(count)
        const forgotten = (session: Session, nowMs: number) => isForgotten(session, nowMs, sessionRetentionMs)
        // The id says when a session was opened: a younger one need not be read.
        const oldEnough: Choice = (ids, nowMs) => {
          const least = leastSessionId(nowMs + 1 - sessionRetentionMs)
          return ids.filter((id) => id < least)
        }
        await this.#remove(await this.#find(entries, forgotten, oldEnough), forgotten)
      }
    } finally {
      this.#isSweeping = false
    }
  }

  async #findRoom(needed: number): Promise<boolean> {
    const { directory, maxSessions } = this.#deps
    const wanted = Math.max(needed, Math.ceil(maxSessions / 1000))
    let found = await this.#findAndRemove(await directory.oldest(searchStep), mayGo, wanted)
    if (found === 0) found = await this.#findAndRemove(await directory.next(searchStep), mayGo, wanted)
    if (found === 0) found = await this.#findAndRemove(await this.#endedEntries(), mayGo, wanted)
    return found > 0
  }

  async #endedEntries(): Promise<readonly Entry[]> {
    const entries: Entry[] = []
    for (const id of this.#ended) {
      const workspaceId = await this.#deps.directory.find(id)
      if (workspaceId !== undefined) entries.push({ id, workspaceId })
    }
    this.#ended.clear()
    return entries
  }

  /** Removes those of these sessions that may go, at most so many, and returns how many they were. */
  async #findAndRemove(entries: readonly Entry[], rule: Rule, limit = entries.length): Promise<number> {
    return this.#remove((await this.#find(entries, rule)).slice(0, limit), rule)
  }

  /** Those of these sessions that may go, and ids that have no session. */
  async #find(
    entries: readonly Entry[],
    rule: Rule,
    choose: Choice = (ids) => ids,
  ): Promise<readonly Entry[]> {
    const { records, workspaces } = this.#deps
    const found = await Promise.all(
      [...byWorkspace(entries)].map(async ([workspaceId, all]) => {
        const { clock } = await workspaces.peek(workspaceId)
        const nowMs = clock.now()
        const ids = choose(all, nowMs)
        if (ids.length === 0) return []
        const refs = ids.map((id) => ({ collection: sessionRecords, id }))
        const sessions = await records.read(workspaceId, refs)
        return ids.filter((id, at) => {
          const session = sessions[at]?.value
          return session === undefined ? this.#isOrphan(id) : rule(session, nowMs)
        })
      }),
    )
    const ids = new Set(found.flat())
    if (ids.size === 0) return []
    return entries.filter(({ id }) => ids.has(id))
  }

  /** Removes these sessions where they still may go, and returns how many they were. */
  async #remove(entries: readonly Entry[], rule: Rule): Promise<number> {
    const { transactions, directory } = this.#deps
    let count = 0
    for (const [workspaceId, ids] of byWorkspace(entries)) {
      const gone = await transactions.runIn(workspaceId, async (tx) => {
        const going: string[] = []
        for (const id of ids) {
          const session = await tx.get(sessionRecords, id)
          if (session !== undefined && !rule(session, tx.clock.now())) continue
          if (session !== undefined) tx.delete(sessionRecords, id)
          going.push(id)
        }
        return going
      })
      await directory.release(gone)
      count += gone.length
    }
    return count
  }

  /** Whether an id has had no record for so long that none is to come. */
  #isOrphan(id: string): boolean {
    const nowMs = this.#deps.clock.now()
    const since = this.#orphans.get(id)
    if (since === undefined) {
      if (this.#orphans.size >= maxOrphans) this.#forgetStaleOrphans(nowMs)
      if (this.#orphans.size < maxOrphans) this.#orphans.set(id, nowMs)
      return false
    }
    if (nowMs - since < orphanMs) return false
    this.#orphans.delete(id)
    return true
  }

  #forgetStaleOrphans(nowMs: number): void {
    for (const [id, since] of this.#orphans) {
      if (nowMs - since < staleOrphanMs) return
      this.#orphans.delete(id)
    }
  }
}

const mayGo: Rule = (session, nowMs) => isTerminal(session) || isExpired(session, nowMs)

function byWorkspace(entries: readonly Entry[]): ReadonlyMap<string, readonly string[]> {
  const all = new Map<string, string[]>()
  for (const { id, workspaceId } of entries) {
    const ids = all.get(workspaceId) ?? []
    all.set(workspaceId, ids)
    ids.push(id)
  }
  return all
}
