import type { Clock } from '../lib/clock.js'
import { leastSessionId } from '../lib/ids.js'
import { othersFirst } from '../lib/steps.js'
import type { Directory, Entry } from '../storage/directory.js'
import type { RecordStore } from '../storage/records.js'
import type { Transactions } from '../workspaces/transactions.js'
import type { Workspaces } from '../workspaces/workspaces.js'
import { isOpen, isPastRetention, type Session } from './model.js'
import { Orphans } from './orphans.js'
import { sessionRecords } from './records.js'

/** How many sessions are looked at for each one that is opened, so that no sweep is long and none needs a timer. */
const sweepStep = 2

/** Sweeps look at so many at least: one at a time would cost more. */
const minSweep = 6

/** Sweeps look at so many at most, where sessions are opened faster than that. */
const maxSweep = 50

/** How many sessions of a full server are looked at before others of this process get their turn. */
const searchStep = 500

/** How many are looked at soon after a search through all in vain. */
const shortStep = 20

/** After a search through all in vain, none is made for so many times as long as that took. */
const restFactor = 10

/** How many sessions that ended are remembered as candidates for eviction. */
const maxEnded = 1000

export interface SessionEvictionDeps {
  /** Real time. */
  readonly clock: Clock
  readonly records: RecordStore
  readonly directory: Directory
  readonly transactions: Transactions
  readonly workspaces: Workspaces
  readonly maxSessions: number
  readonly sessionRetentionMs: number
  /** Called with the error of a sweep that failed. */
  readonly failed: (error: unknown) => void
}

/** Which sessions may be removed. `nowMs` is the time of their workspace. */
interface Rule {
  readonly isRemovable: (session: Session, nowMs: number) => boolean
  /** Sessions with this id or a higher one are too young, and need not be read. */
  readonly firstYoungId?: (nowMs: number) => string
}

/** In a full server all but the open sessions may be removed. */
const notOpen: Rule = { isRemovable: (session, nowMs) => !isOpen(session, nowMs) }

/**
 * The retention of sessions. Those whose retention is over are removed a few at a time while others are opened. In a full
 * server those that ended or expired are removed earlier. An open one never is.
 */
export class SessionEviction {
  readonly #deps: SessionEvictionDeps
  readonly #pastRetention: Rule
  /** Ids of sessions that ended: in a full server they may be the only ones that can go. */
  readonly #ended = new Set<string>()
  readonly #orphans: Orphans
  /** How many sessions are still to be looked at, because others were opened. */
  #unswept = 0
  #isSweeping = false
  /** By the workspace that they are for; null for all. */
  readonly #searches = new Map<string | null, Promise<boolean>>()
  /** Until when no search through all is made, in epoch milliseconds of real time. */
  readonly #restsUntilMs = new Map<string | null, number>()

  constructor(deps: SessionEvictionDeps) {
    this.#deps = deps
    this.#orphans = new Orphans(deps.clock)
    const { sessionRetentionMs } = deps
    this.#pastRetention = {
      isRemovable: (session, nowMs) => isPastRetention(session, nowMs, sessionRetentionMs),
      firstYoungId: (nowMs) => leastSessionId(nowMs + 1 - sessionRetentionMs),
    }
  }

  /** Remembers a session that ended as a candidate for eviction. */
  noteEnd(id: string): void {
    if (this.#ended.size >= maxEnded) this.#ended.delete(this.#ended.values().next().value as string)
    this.#ended.add(id)
  }

  /** Removes a few sessions whose retention is over, in the background. */
  sweep(): void {
    this.#unswept = Math.min(this.#unswept + sweepStep, maxSweep)
    if (this.#unswept >= minSweep && !this.#isSweeping) this.#sweep().catch(this.#deps.failed)
  }

  /**
   * Removes about one session in a thousand from a full server, so that the next call need not search again. It looks at
   * the oldest, at those that ended last, and at all others from where the search before stopped. Calls at once share a
   * search, and soon after one in vain only a few are looked at.
   *
   * @param only the workspace whose sessions may go; null for all.
   * @returns whether there is room for one now.
   */
  evict(only: string | null = null): Promise<boolean> {
    const running = this.#searches.get(only)
    if (running !== undefined) return running
    const search = this.#evict(only).finally(() => this.#searches.delete(only))
    this.#searches.set(only, search)
    return search
  }

  /** Releases the ids of a workspace that was forgotten, page by page. */
  async releaseAll(pages: AsyncIterable<readonly string[]>): Promise<void> {
    for await (const ids of pages) {
      await this.#deps.directory.release(ids)
      await othersFirst()
    }
  }

  /**
   * Makes room for `more` sessions by removing sessions of other workspaces, and looks at all if it must. None is removed
   * when that would not be enough.
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
      found.push(...(await this.#find(others, notOpen)))
      await othersFirst()
    }
    if (found.length < needed) return false
    let removed = 0
    for (let at = 0; at < needed; at += searchStep) {
      removed += await this.#remove(found.slice(at, Math.min(needed, at + searchStep)), notOpen)
      await othersFirst()
    }
    return removed >= needed
  }

  async #sweep(): Promise<void> {
    this.#isSweeping = true
    try {
      while (this.#unswept >= minSweep) {
        const count = this.#unswept
        this.#unswept = 0
        const entries = await this.#deps.directory.next(count)
        await this.#remove(await this.#find(entries, this.#pastRetention), this.#pastRetention)
      }
    } finally {
      this.#isSweeping = false
    }
  }

  async #evict(only: string | null): Promise<boolean> {
    const { directory, clock, maxSessions } = this.#deps
    const wanted = Math.ceil(maxSessions / 1000)
    const removeAmong = async (entries: readonly Entry[]) => {
      const own = only === null ? entries : entries.filter(({ workspaceId }) => workspaceId === only)
      const found = await this.#find(own, notOpen)
      return (await this.#remove(found.slice(0, wanted), notOpen)) > 0
    }
    const beganMs = clock.now()
    const isResting = beganMs < (this.#restsUntilMs.get(only) ?? 0)
    if (!isResting && (await removeAmong(await directory.oldest(searchStep)))) return true
    while (this.#ended.size > 0)
      if (await removeAmong(await this.#takeEnded(Math.max(wanted, shortStep)))) return true
    if (isResting) return removeAmong(await directory.next(shortStep))
    for (let left = await directory.size(); left > 0; left -= searchStep) {
      if (await removeAmong(await directory.next(searchStep))) return true
      await othersFirst()
    }
    const nowMs = clock.now()
    for (const [one, untilMs] of this.#restsUntilMs) if (untilMs <= nowMs) this.#restsUntilMs.delete(one)
    this.#restsUntilMs.set(only, nowMs + restFactor * (nowMs - beganMs))
    return false
  }

  async #takeEnded(count: number): Promise<readonly Entry[]> {
    const entries: Entry[] = []
    for (const id of [...this.#ended].slice(0, count)) {
      this.#ended.delete(id)
      const workspaceId = await this.#deps.directory.find(id)
      if (workspaceId !== undefined) entries.push({ id, workspaceId })
    }
    return entries
  }

  /** Those of these sessions that may be removed, and orphans. */
  async #find(entries: readonly Entry[], rule: Rule): Promise<readonly Entry[]> {
    const { records, workspaces } = this.#deps
    const found = await Promise.all(
      [...byWorkspace(entries)].map(async ([workspaceId, all]) => {
        const { clock } = await workspaces.peek(workspaceId)
        const nowMs = clock.now()
        const firstYoungId = rule.firstYoungId?.(nowMs)
        const ids = firstYoungId === undefined ? all : all.filter((id) => id < firstYoungId)
        if (ids.length === 0) return []
        const refs = ids.map((id) => ({ collection: sessionRecords, id }))
        const sessions = await records.read(workspaceId, refs)
        return ids.filter((id, at) => {
          const session = sessions[at]?.value
          return session === undefined ? this.#orphans.isOrphan(id) : rule.isRemovable(session, nowMs)
        })
      }),
    )
    const ids = new Set(found.flat())
    return entries.filter(({ id }) => ids.has(id))
  }

  /** Removes these sessions where they still may be removed, and returns how many they were. */
  async #remove(entries: readonly Entry[], { isRemovable }: Rule): Promise<number> {
    const { transactions, directory } = this.#deps
    let count = 0
    for (const [workspaceId, ids] of byWorkspace(entries)) {
      const removed = await transactions.runIn(workspaceId, async (tx) => {
        const removed: string[] = []
        for (const id of ids) {
          const session = await tx.get(sessionRecords, id)
          if (session !== undefined && !isRemovable(session, tx.clock.now())) continue
          if (session !== undefined) tx.delete(sessionRecords, id)
          removed.push(id)
        }
        return removed
      })
      await directory.release(removed)
      count += removed.length
    }
    return count
  }
}

function byWorkspace(entries: readonly Entry[]): ReadonlyMap<string, readonly string[]> {
  const all = new Map<string, string[]>()
  for (const { id, workspaceId } of entries) {
    const ids = all.get(workspaceId) ?? []
    all.set(workspaceId, ids)
    ids.push(id)
  }
  return all
}
