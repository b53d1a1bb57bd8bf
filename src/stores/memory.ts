import type { Connection } from '../connect/connection.js'
import type { Session } from '../connect/session.js'
import type { Contents, Forgetting, SandboxRecord, Store, StoredConnection } from '../connect/store.js'
import { SessionTable } from './session-table.js'
import { Sweeper } from './sweeper.js'

/** The connections of one workspace, oldest first. */
interface OwnConnections {
  readonly byId: Map<string, StoredConnection>
  lastPosition: number
}

/**
 * Keeps everything in this process. Bounded by `maxSessions`, and no call takes longer because there are many of them, but
 * those that list or replace all sessions of a workspace. How a full store makes room is said in `Sweeper.makeRoom`.
 */
export class MemoryStore implements Store {
  readonly #maxSessions: number
  readonly #sessions = new SessionTable()
  readonly #sweeper: Sweeper
  readonly #connections = new Map<string, OwnConnections>()
  readonly #sandboxes = new Map<string, SandboxRecord>()

  constructor(maxSessions: number) {
    this.#maxSessions = maxSessions
    this.#sweeper = new Sweeper(this.#sessions, maxSessions)
  }

  async addSession(session: Session, forgetting: Forgetting): Promise<'added' | 'full' | 'taken'> {
    this.#sweeper.sweep(forgetting)
    if (this.#sessions.find(session.id) !== undefined) return 'taken'
    if (this.#sessions.size >= this.#maxSessions && !this.#sweeper.makeRoom(forgetting)) return 'full'
    this.#sessions.add(session)
    return 'added'
  }

  async findSession(id: string): Promise<Session | undefined> {
    return this.#sessions.find(id)?.session
  }

  async listSessions(workspaceId: string): Promise<readonly Session[]> {
    return this.#sessionsOf(workspaceId)
  }

  async replaceSession(next: Session, connection?: Connection): Promise<boolean> {
    const row = this.#sessions.find(next.id)
    if (row?.version !== next.version - 1) return false
    if (connection && !this.#isNext(connection)) return false
    if (connection) this.#save(connection)
    this.#sessions.replace(row, next)
    this.#sweeper.noteChange(row)
    return true
  }

  async saveConnection(connection: Connection): Promise<boolean> {
    if (!this.#isNext(connection)) return false
    this.#save(connection)
    return true
  }

  async listConnections(workspaceId: string): Promise<readonly StoredConnection[]> {
    return this.#connectionsOf(workspaceId)
  }

  async findConnection(workspaceId: string, id: string): Promise<Connection | undefined> {
    return this.#connections.get(workspaceId)?.byId.get(id)?.connection
  }

  async removeConnection(workspaceId: string, id: string): Promise<boolean> {
    return this.#remove(workspaceId, id)
  }

  async readWorkspace(workspaceId: string): Promise<Contents> {
    return {
      sessions: this.#sessionsOf(workspaceId),
      connections: this.#connectionsOf(workspaceId),
      sandbox: this.#sandboxes.get(workspaceId) ?? null,
    }
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
      (this.#sessions.find(id)?.workspaceId ?? workspaceId) !== workspaceId
    if (sessions.some(isForeign)) return 'taken'
    const own = [...this.#sessions.of(workspaceId)]
    const excess = this.#sessions.size - own.length + sessions.length - this.#maxSessions
    const ofOthers = {
      ...forgetting,
      mayForget: (one: Session) => one.workspaceId !== workspaceId && forgetting.mayForget(one),
    }
    if (excess > 0 && !this.#sweeper.makeRoomFor(excess, ofOthers)) return 'full'
    for (const row of own) this.#sessions.remove(row)
    this.#connections.delete(workspaceId)
    for (const session of sessions) this.#sessions.add(session)
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
    if (this.#sessions.hasOf(workspaceId)) return false
    return !this.#connections.has(workspaceId) && !this.#sandboxes.has(workspaceId)
  }

  #sessionsOf(workspaceId: string): readonly Session[] {
    return Array.from(this.#sessions.of(workspaceId), ({ session }) => session)
  }

  #connectionsOf(workspaceId: string): readonly StoredConnection[] {
    return [...(this.#connections.get(workspaceId)?.byId.values() ?? [])]
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
}
