import type { Connection, DisconnectReason } from '../connections/model.js'
import type { Session, SessionChange } from '../sessions/model.js'

/** A change of a session or a connection. */
export type DomainEvent =
  | { readonly type: 'session'; readonly change: SessionChange; readonly session: Session }
  | {
      readonly type: 'connection'
      readonly change: 'created' | 'refreshed' | 'broken' | 'healed' | 'removed'
      readonly connection: Connection
      /** Why the account is not connected any more; absent while it is. */
      readonly reason?: DisconnectReason
    }
