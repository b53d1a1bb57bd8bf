import { bounds } from '../lib/bounds.js'
import type { Alarm } from '../lib/clock.js'
import { othersFirst } from '../lib/steps.js'
import { changeOf, isExpired, isTerminal, type Session, type SessionChange } from '../sessions/model.js'
import { sessionRecords } from '../sessions/records.js'
import type { RecordStore } from '../storage/records.js'
import { Alarms } from '../workspaces/alarms.js'
import type { Workspace } from '../workspaces/workspace.js'
import type { WorkspaceClock } from '../workspaces/workspace-clock.js'
import type { Workspaces } from '../workspaces/workspaces.js'
import type { Journal } from './journal.js'

/** A workspace at a moment. */
type Now = Pick<Workspace, 'generation' | 'clock'>

/** What is known of an open session, by its id. */
interface Watched {
  expiresAt: number
  /** The generation of the workspace in which it is. In a later one it is gone. */
  readonly generation: number
  /** Whether the journal has that it expired. */
  isExpired: boolean
}

interface WatchedWorkspace {
  readonly sessions: Map<string, Watched>
  /** When the next of them expires, in epoch milliseconds of the workspace. */
  nextAt: number
  /** Whether it is looked at, and whether it must be once more. */
  look: 'none' | 'running' | 'again'
}

export interface ExpiryWatchDeps {
  readonly records: Pick<RecordStore, 'read' | 'watch'>
  readonly workspaces: Pick<Workspaces, 'peek'>
  readonly journal: Pick<Journal, 'record'>
  readonly alarm: Alarm
  /** Hears of bugs, and of a store that is away. */
  readonly failed: (error: unknown) => void
}

/** How long after a failure of the store it is tried again, in milliseconds. */
const tryAgainMs = 500

/** So many events are made before others have their turn, who read them. */
const batch = 50

/**
 * Records in the journal that sessions expire, when their time comes or the clock is moved there; and that they are open
 * again, when it is moved back. The server that opened or restored a session does so, and knows the newest of them only.
 */
export class ExpiryWatch {
  readonly #deps: ExpiryWatchDeps
  readonly #alarms: Alarms
  readonly #watched = new Map<string, WatchedWorkspace>()
  readonly #stopWatching: () => void
  #count = 0

  constructor(deps: ExpiryWatchDeps) {
    this.#deps = deps
    this.#alarms = new Alarms(deps.alarm, (workspaceId) => this.#wake(workspaceId))
    // A clock that is moved is announced, on every server.
    this.#stopWatching = deps.records.watch(
      (workspaceId) => this.#wake(workspaceId),
      () => this.#wakeAll().catch(deps.failed),
    )
  }

  /** Hears of each change of a session that this server has committed. */
  hear(workspaceId: string, now: Now, change: SessionChange, session: Session): void {
    const { id, expiresAt } = session
    const { generation } = now
    if (change === 'created') this.#add(workspaceId, now, id, { expiresAt, generation, isExpired: false })
    else if (isTerminal(session)) this.#remove(workspaceId, id)
    else if (change === 'expired') {
      const known = this.#watched.get(workspaceId)?.sessions.get(id)
      if (known !== undefined) Object.assign(known, { expiresAt, isExpired: true })
    }
  }

  /** Watches the sessions that a workspace has since everything in it was replaced. */
  watchAll(workspace: Workspace, sessions: readonly Session[]): void {
    const { id, generation, clock } = workspace
    const nowMs = clock.now()
    for (const session of sessions.slice(-bounds.watchedSessions.maxItems)) {
      const { expiresAt } = session
      const watched = { expiresAt, generation, isExpired: isExpired(session, nowMs) }
      if (!isTerminal(session)) this.#add(id, workspace, session.id, watched)
    }
  }

  async close(): Promise<void> {
    this.#stopWatching()
    this.#alarms.clear()
    this.#watched.clear()
  }

  #add(workspaceId: string, { clock }: Now, id: string, watched: Watched): void {
    const own: WatchedWorkspace = this.#watched.get(workspaceId) ?? {
      sessions: new Map(),
      nextAt: Number.POSITIVE_INFINITY,
      look: 'none',
    }
    this.#watched.set(workspaceId, own)
    if (!own.sessions.has(id)) this.#count++
    own.sessions.set(id, watched)
    if (own.sessions.size > bounds.watchedSessions.maxItems) this.#removeOldest(workspaceId, own)
    if (this.#count > bounds.allWatchedSessions.maxItems) {
      const [first] = this.#watched
      if (first !== undefined) this.#removeOldest(...first)
    }
    if (watched.isExpired || watched.expiresAt >= own.nextAt) return
    own.nextAt = watched.expiresAt
    // A look sets the alarm when it ends.
    if (own.look === 'none') this.#setAlarm(workspaceId, own, clock)
  }

  #setAlarm(workspaceId: string, { nextAt }: WatchedWorkspace, clock: WorkspaceClock): void {
    const { nowMs, frozen } = clock.read()
    this.#alarms.set(workspaceId, frozen ? Number.POSITIVE_INFINITY : nextAt - nowMs)
  }

  #removeOldest(workspaceId: string, { sessions }: WatchedWorkspace): void {
    const [oldest] = sessions.keys()
    this.#remove(workspaceId, oldest as string)
  }

  #remove(workspaceId: string, id: string): void {
    const own = this.#watched.get(workspaceId)
    if (own?.sessions.delete(id)) this.#count--
    if (own?.sessions.size !== 0) return
    this.#watched.delete(workspaceId)
    this.#alarms.set(workspaceId, Number.POSITIVE_INFINITY)
  }

  #wake(workspaceId: string): void {
    const own = this.#watched.get(workspaceId)
    if (own === undefined) return
    if (own.look === 'none') this.#lookUntilSeen(workspaceId, own).catch(this.#deps.failed)
    else own.look = 'again'
  }

  async #wakeAll(): Promise<void> {
    let count = 0
    for (const workspaceId of this.#watched.keys()) {
      this.#wake(workspaceId)
      if (++count % batch === 0) await othersFirst()
    }
  }

  /** Looks at a workspace, and once more when it is woken meanwhile: the first look may have read too early. */
  async #lookUntilSeen(workspaceId: string, own: WatchedWorkspace): Promise<void> {
    try {
      do {
        own.look = 'running'
        await this.#look(workspaceId, own)
      } while ((own.look as string) === 'again')
    } catch (error) {
      if (this.#watched.get(workspaceId) === own) this.#alarms.set(workspaceId, tryAgainMs)
      throw error
    } finally {
      own.look = 'none'
    }
  }

  /** Finds the sessions that have expired or are open again, and when the next one expires. */
  async #look(workspaceId: string, own: WatchedWorkspace): Promise<void> {
    const { clock, generation, stateVersion } = await this.#deps.workspaces.peek(workspaceId)
    const nowMs = clock.now()
    const changed: { readonly id: string; readonly expiresAt: number }[] = []
    own.nextAt = Number.POSITIVE_INFINITY
    for (const [id, one] of own.sessions) {
      if (stateVersion === 0 || one.generation !== generation) this.#remove(workspaceId, id)
      else if (one.isExpired !== nowMs >= one.expiresAt) changed.push({ id, expiresAt: one.expiresAt })
      else if (!one.isExpired) own.nextAt = Math.min(own.nextAt, one.expiresAt)
    }
    changed.sort((one, other) => one.expiresAt - other.expiresAt)
    const ids = changed.map(({ id }) => id)
    for (let at = 0; at < ids.length; at += batch) {
      // Whoever moved the clock tells of that first.
      await othersFirst()
      await this.#tell(workspaceId, own, ids.slice(at, at + batch), clock)
    }
    if (this.#watched.get(workspaceId) === own) this.#setAlarm(workspaceId, own, clock)
  }

  async #tell(
    workspaceId: string,
    own: WatchedWorkspace,
    ids: readonly string[],
    clock: WorkspaceClock,
  ): Promise<void> {
    const { records, journal } = this.#deps
    const refs = ids.map((id) => ({ collection: sessionRecords, id }))
    const found = await records.read(workspaceId, refs)
    const nowMs = clock.now()
    for (const [at, id] of ids.entries()) {
      const session = found[at]?.value
      const known = own.sessions.get(id)
      if (session === undefined || isTerminal(session)) this.#remove(workspaceId, id)
      else if (known !== undefined) {
        // One whose end was moved was expired by a tester, on another server, which told of it.
        const isTold = session.expiresAt !== known.expiresAt
        const change = changeOf(session, nowMs)
        known.expiresAt = session.expiresAt
        known.isExpired = change === 'expired'
        if (!known.isExpired) own.nextAt = Math.min(own.nextAt, known.expiresAt)
        if (!isTold) journal.record(workspaceId, nowMs, { type: 'session', change, session })
      }
    }
  }
}
