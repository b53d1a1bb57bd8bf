import type { Connection } from './connection.js'
import type { Session } from './session.js'

/** A connection and its place in the order in which the workspace's connections were first made. */
export interface StoredConnection {
  readonly connection: Connection
  readonly position: number
}

/** That a workspace holds the data of the sandbox. What they are follows from this alone. */
export interface SandboxRecord {
  readonly workspaceId: string
  /** Epoch milliseconds of the workspace, of the last seeding. */
  readonly seededAt: number
}

/** What a workspace holds, each kind oldest first. */
export interface Contents {
  readonly sessions: readonly Session[]
  readonly connections: readonly StoredConnection[]
  /** Null when it was not seeded. */
  readonly sandbox: SandboxRecord | null
}

/** Which sessions may go: pure judgements that the domain hands to the store. */
export interface Forgetting {
  /** Answers to nobody any more, so it may go at any time. */
  isForgotten(session: Pick<Session, 'id' | 'workspaceId' | 'expiresAt'>): boolean
  /** Has ended or expired, so it may go when there is no room left. */
  mayForget(session: Session): boolean
  /** The same by the clocks of these workspaces as they stand now, which another server may have changed. */
  asOfNow?(workspaceIds: readonly string[]): Promise<Forgetting>
}

/**
 * Keeps records and decides nothing. Each call is atomic, on every implementation, so that of two racing changes of
 * one session exactly one happens.
 */
export interface Store {
  /**
   * Adds a session.
   *
   * @returns `full`, and nothing is added, when none of the store's sessions may be forgotten; `taken`, and nothing is
   * added, when there is one with its id.
   */
  addSession(session: Session, forgetting: Forgetting): Promise<'added' | 'full' | 'taken'>
  findSession(id: string): Promise<Session | undefined>
  /** The workspace's sessions, oldest first. */
  listSessions(workspaceId: string): Promise<readonly Session[]>
  /**
   * Puts `next` in the place of the session with its id, and saves `connection` in the same step.
   *
   * @returns false, and nothing is changed, when that session does not have the version before that of `next`, or
   * `saveConnection` would refuse the connection.
   */
  replaceSession(next: Session, connection?: Connection): Promise<boolean>
  /**
   * Saves a connection. One with the same id is replaced, in its position.
   *
   * @returns false, and nothing is changed, when the one that is there does not have the version before; one that is
   * not there counts as version 0.
   */
  saveConnection(connection: Connection): Promise<boolean>
  /** The workspace's connections, oldest first. */
  listConnections(workspaceId: string): Promise<readonly StoredConnection[]>
  findConnection(workspaceId: string, id: string): Promise<Connection | undefined>
  /** Returns false when there was none. */
  removeConnection(workspaceId: string, id: string): Promise<boolean>
  /** Everything that a workspace holds, as it was at one moment. */
  readWorkspace(workspaceId: string): Promise<Contents>
  findSandbox(workspaceId: string): Promise<SandboxRecord | undefined>
  /**
   * Saves that a workspace was seeded, and these connections of it, in one step.
   *
   * @returns false, and nothing is changed, when `saveConnection` would refuse one of them.
   */
  saveSandbox(record: SandboxRecord, connections: readonly Connection[]): Promise<boolean>
  /**
   * Removes the record of the seeding, and with it those of these connections that are there, in one step.
   *
   * @returns how many connections were removed; undefined, and nothing is changed, when the workspace was not seeded.
   */
  removeSandbox(workspaceId: string, connectionIds: readonly string[]): Promise<number | undefined>
  /**
   * Puts these records in the place of everything that the workspace holds.
   *
   * @returns `full` or `taken`, and nothing is changed, as `addSession` would; only ids of other workspaces are taken.
   */
  replaceWorkspace(
    workspaceId: string,
    contents: Contents,
    forgetting: Forgetting,
  ): Promise<'replaced' | 'full' | 'taken'>
  /** Whether a workspace holds neither sessions nor connections, and was not seeded. */
  isEmpty(workspaceId: string): Promise<boolean>
}
