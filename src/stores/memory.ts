import type { Connection } from '../connect/connection.js'
import type { Session } from '../connect/session.js'
import type { Contents, Forgetting, SandboxRecord, Store, StoredConnection } from '../connect/store.js'

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
  readonly #sandboxes = new Map<string, SandboxRecord>()
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
    if (connection && !this.#isNext(connection)) return false
    if (connection) this.#save(connection)
    this.#put(next)
    return true
  }

  async saveConnection(connection: Connection): Promise<boolean> {
    if (!this.#isNext(connection)) return false
    this.#save(connection)
    return true
  }

  async listConnections(workspaceId: string): Promise<readonly StoredConnection[]> {
    return [...(this.#connections.get(workspaceId)?.byId.values() ?? [])]
  }

  async findConnection(workspaceId: string, id: string): Promise<Connection | undefined> {
    return this.#connections.get(workspaceId)?.byId.get(id)?.connection
  }

  async removeConnection(workspaceId: string, id: string): Promise<boolean> {
    return this.#remove(workspaceId, id)
  }

  async findSandbox(workspaceId: string): Promise<SandboxRecord | undefined> {
    return this.#sandboxes.get(workspaceId)
  }

  async saveSandbox(record: SandboxRecord, connections: readonly Connection[]): Promise<boolean> {
    if (!connections.every((connection) => this.#isNext(connection))) return false
    for (const connection of connections) this.#save(connection)
    this.#sandboxes.set(record.workspaceId, record)
    return true
  }

  async removeSandbox(workspaceId: string, connectionIds: readonly string[]): Promise<number | undefined> {
    if (!this.#sandboxes.delete(workspaceId)) return undefined
    return connectionIds.filter((id) => this.#remove(workspaceId, id)).length
  }

  async replaceWorkspace(
    workspaceId: string,
    { sessions, connections, sandbox }: Contents,
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
    if (sandbox) this.#sandboxes.set(workspaceId, sandbox)
    else this.#sandboxes.delete(workspaceId)
    return 'replaced'
  }

  async isEmpty(workspaceId: string): Promise<boolean> {
    return ![this.#sessionsOf, this.#connections, this.#sandboxes].some((map) => map.has(workspaceId))
  }

  /** Whether a connection is the next version of the one that is there. */
  #isNext({ workspaceId, id, version }: Connection): boolean {
    const before = this.#connections.get(workspaceId)?.byId.get(id)
    return (before?.connection.version ?? 0) === version - 1
  }

  #save(connection: Connection): void {
    const { workspaceId, id } = connection
    const own = this.#connections.get(workspaceId) ?? { byId: new Map(), lastPosition: 0 }
    const before = own.byId.get(id)
    own.byId.set(id, { connection, position: before?.position ?? ++own.lastPosition })
    this.#connections.set(workspaceId, own)
  }

  #remove(workspaceId: string, id: string): boolean {
    const own = this.#connections.get(workspaceId)
    if (!own?.byId.delete(id)) return false
    if (own.byId.size === 0) this.#connections.delete(workspaceId)
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
