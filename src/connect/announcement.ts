import type { Workspace } from '../workspaces/workspace.js'
import type { Connection } from './connection.js'
import type { Session } from './session.js'

/** Something that has happened to a session or a connection, told once it is stored. */
export type Announcement =
  | { readonly type: 'session'; readonly session: Session }
  | {
      readonly type: 'connection'
      readonly change: 'created' | 'refreshed' | 'removed'
      readonly connection: Connection
    }

/**
 * Tells whoever listens; resolves once they can not miss it. Must not throw: what it tells of has happened already.
 */
export type Announce = (workspace: Workspace, announcement: Announcement) => Promise<void>

/** Tells of a connection that was stored: a first version is new. */
export function saved(connection: Connection): Announcement {
  return { type: 'connection', change: connection.version === 1 ? 'created' : 'refreshed', connection }
}
