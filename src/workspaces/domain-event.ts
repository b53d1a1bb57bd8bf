import type { Connection } from '../connections/connection.js'
import type { Session } from '../sessions/session.js'

/** A change of a session or a connection. */
export type DomainEvent =
  | { readonly type: 'session'; readonly session: Session }
  | {
      readonly type: 'connection'
      readonly change: 'created' | 'refreshed' | 'removed'
      readonly connection: Connection
    }
