import type { Connection } from '../connect/connection.js'
import type { Session } from '../connect/session.js'

/** Something that happened to a session or a connection. */
export type DomainEvent =
  | { readonly type: 'session'; readonly session: Session }
  | {
      readonly type: 'connection'
      readonly change: 'created' | 'refreshed' | 'removed'
      readonly connection: Connection
    }
