import type { Connection } from '../connect/connection.js'
import type { Session } from '../connect/session.js'
import type { Forgetting, Store, StoredConnection } from '../connect/store.js'

/** How many sessions each addition looks at, so that forgotten ones leave without a timer or a long sweep. */
const sweepStep = 2

/** Keeps everything in this process. Bounded by `maxSessions`; the oldest sessions come first in its map. */
export class MemoryStore implements Store {
  readonly #maxSessions: number
  readonly #sessions = new Map<string, Session>()
  readonly #sessionCounts = new Map<string, number>()
  readonly #connections = new Map<string, Map<string, StoredConnection>>()
  #sweep = this.#sessions.values()
  #positions = 0

  constructor(maxSessions: number) {
    this.#maxSessions = maxSessions
  }

  async addSession(session: Session, forgetting: Forgetting): Promise<boolean> {
    this.#sweepSome(forgetting)
    if (this.#sessions.size >= this.#maxSessions && !this.#makeRoom(forgetting)) return false
    this.#sessions.set(session.id, session)
    this.#count(session.workspaceId, 1)
    return true
  }

  async findSession(id: string): Promise<Session | undefined> {
    return this.#sessions.get(id)
  }

  async replaceSession(next: Session, connection?: Connection): Promise<boolean> {
    if (this.#sessions.get(next.id)?.version !== next.version - 1) return false
    if (connection && !this.#save(connection)) return false
    this.#sessions.set(next.id, next)
    return true
  }

  async saveConnection(connection: Connection): Promise<boolean> {
    return this.#save(connection)
  }

  async listConnections(workspaceId: string): Promise<readonly StoredConnection[]> {
    return [...(this.#connections.get(workspaceId)?.values() ?? [])]
  }

  async findConnection(workspaceId: string, id: string): Promise<Connection | undefined> {
    return this.#connections.get(workspaceId)?.get(id)?.connection
  }

  async removeConnection(workspaceId: string, id: string): Promise<boolean> {
    const own = this.#connections.get(workspaceId)
    if (!own?.delete(id)) return false
    if (own.size === 0) this.#connections.delete(workspaceId)
    return true
  }

  async isEmpty(workspaceId: string): Promise<boolean> {
    return !this.#sessionCounts.has(workspaceId) && !this.#connections.has(workspaceId)
  }

  #save(connection: Connection): boolean {
    const { workspaceId, id, version } = connection
    const own = this.#connections.get(workspaceId) ?? new Map<string, StoredConnection>()
    const before = own.get(id)
    if ((before?.connection.version ?? 0) !== version - 1) return false
    own.set(id, { connection, position: before?.position ?? ++this.#positions })
    this.#connections.set(workspaceId, own)
    return true
  }

  /** Forgets about one in a thousand at once, so that a full store does not search again on each addition. */
  #makeRoom(forgetting: Forgetting): boolean {
    let wanted = Math.ceil(this.#maxSessions / 1000)
    for (const session of this.#sessions.values()) {
      if (!forgetting.mayForget(session)) continue
      this.#forget(session)
      if (--wanted === 0) return true
    }
    return this.#sessions.size < this.#maxSessions
  }

  #sweepSome(forgetting: Forgetting): void {
    for (let step = 0; step < sweepStep; step++) {
      const { value, done } = this.#sweep.next()
      if (done) this.#sweep = this.#sessions.values()
      else if (forgetting.isForgotten(value)) this.#forget(value)
    }
  }

  #forget(session: Session): void {
    this.#sessions.delete(session.id)
    this.#count(session.workspaceId, -1)
  }

  #count(workspaceId: string, change: number): void {
    const count = (this.#sessionCounts.get(workspaceId) ?? 0) + change
    if (count === 0) this.#sessionCounts.delete(workspaceId)
    else this.#sessionCounts.set(workspaceId, count)
  }
}
