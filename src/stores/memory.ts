import type { Connection } from '../connect/connection.js'
import type { Session } from '../connect/session.js'
import type { Contents, Forgetting, Store, StoredConnection } from '../connect/store.js'

/** How many sessions each addition looks at, so that forgotten ones leave without a timer or a long sweep. */
const sweepStep = 2

/** The connections of one workspace, oldest first. */
interface OwnConnections {
  readonly byId: Map<string, StoredConnection>
  lastPosition: number
}

/** Keeps everything in this process. Bounded by `maxSessions`; the oldest sessions come first in its map. */
export class MemoryStore implements Store {
  readonly #maxSessions: number
  readonly #sessions = new Map<string, Session>()
  readonly #sessionsOf = new Map<string, Map<string, Session>>()
  readonly #connections = new Map<string, OwnConnections>()
  #sweep = this.#sessions.values()

  constructor(maxSessions: number) {
    this.#maxSessions = maxSessions
  }

  async addSession(session: Session, forgetting: Forgetting): Promise<'added' | 'full' | 'taken'> {
    this.#sweepSome(forgetting)
    if (this.#sessions.has(session.id)) return 'taken'
    if (this.#sessions.size >= this.#maxSessions && !this.#makeRoom(1, forgetting)) return 'full'
    this.#put(session)
    return 'added'
  }

  async findSession(id: string): Promise<Session | undefined> {
    return this.#sessions.get(id)
  }

  async listSessions(workspaceId: string): Promise<readonly Session[]> {
    return [...(this.#sessionsOf.get(workspaceId)?.values() ?? [])]
  }

  async replaceSession(next: Session, connection?: Connection): Promise<boolean> {
    if (this.#sessions.get(next.id)?.version !== next.version - 1) return false
    if (connection && !this.#save(connection)) return false
    this.#put(next)
    return true
  }

  async saveConnection(connection: Connection): Promise<boolean> {
    return this.#save(connection)
  }

  async listConnections(workspaceId: string): Promise<readonly StoredConnection[]> {
    return [...(this.#connections.get(workspaceId)?.byId.values() ?? [])]
  }

  async findConnection(workspaceId: string, id: string): Promise<Connection | undefined> {
    return this.#connections.get(workspaceId)?.byId.get(id)?.connection
  }

  async removeConnection(workspaceId: string, id: string): Promise<boolean> {
    const own = this.#connections.get(workspaceId)
    if (!own?.byId.delete(id)) return false
    if (own.byId.size === 0) this.#connections.delete(workspaceId)
    return true
  }

  async replaceWorkspace(
    workspaceId: string,
    { sessions, connections }: Contents,
    forgetting: Forgetting,
  ): Promise<'replaced' | 'full' | 'taken'> {
    const isForeign = ({ id }: Session) =>
      (this.#sessions.get(id)?.workspaceId ?? workspaceId) !== workspaceId
    if (sessions.some(isForeign)) return 'taken'
    const own = [...(this.#sessionsOf.get(workspaceId)?.values() ?? [])]
    const excess = this.#sessions.size - own.length + sessions.length - this.#maxSessions
    const ofOthers = {
      ...forgetting,
      mayForget: (one: Session) => one.workspaceId !== workspaceId && forgetting.mayForget(one),
    }
    if (excess > 0 && !this.#makeRoom(excess, ofOthers)) return 'full'
    for (const session of own) this.#forget(session)
    this.#connections.delete(workspaceId)
    for (const session of sessions) this.#put(session)
    const lastPosition = connections.at(-1)?.position
    if (lastPosition !== undefined) {
      const byId = new Map(connections.map((stored) => [stored.connection.id, stored]))
      this.#connections.set(workspaceId, { byId, lastPosition })
    }
    return 'replaced'
  }

  async isEmpty(workspaceId: string): Promise<boolean> {
    return !this.#sessionsOf.has(workspaceId) && !this.#connections.has(workspaceId)
  }

  #save(connection: Connection): boolean {
    const { workspaceId, id, version } = connection
    const own = this.#connections.get(workspaceId) ?? { byId: new Map(), lastPosition: 0 }
    const before = own.byId.get(id)
    if ((before?.connection.version ?? 0) !== version - 1) return false
    own.byId.set(id, { connection, position: before?.position ?? ++own.lastPosition })
    this.#connections.set(workspaceId, own)
    return true
  }

  /**
   * Forgets sessions until there is room for so many more: about one in a thousand at once, so that a full store does not
   * search again on each addition. Forgets none when that would not be enough.
   */
  #makeRoom(needed: number, forgetting: Forgetting): boolean {
    const wanted = Math.max(needed, Math.ceil(this.#maxSessions / 1000))
    const found: Session[] = []
    for (const session of this.#sessions.values()) {
      if (forgetting.mayForget(session)) found.push(session)
      if (found.length === wanted) break
    }
    if (found.length < needed) return false
    for (const session of found) this.#forget(session)
    return true
  }

  #sweepSome(forgetting: Forgetting): void {
    for (let step = 0; step < sweepStep; step++) {
      const { value, done } = this.#sweep.next()
      if (done) this.#sweep = this.#sessions.values()
      else if (forgetting.isForgotten(value)) this.#forget(value)
    }
  }

  #put(session: Session): void {
    const own = this.#sessionsOf.get(session.workspaceId) ?? new Map<string, Session>()
    this.#sessionsOf.set(session.workspaceId, own.set(session.id, session))
    this.#sessions.set(session.id, session)
  }

  #forget({ id, workspaceId }: Session): void {
    this.#sessions.delete(id)
    const own = this.#sessionsOf.get(workspaceId)
    own?.delete(id)
    if (own?.size === 0) this.#sessionsOf.delete(workspaceId)
  }
}
