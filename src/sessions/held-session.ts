import type { Workspace } from '../workspaces/workspace.js'
import { type BoundSession, bind, type Session } from './model.js'

/** A session, and the workspace whose clock judges it. */
export interface SessionContext {
  readonly workspace: Workspace
  readonly session: Session
}

/** The same, of a session whose provider is known. */
export interface BoundSessionContext extends SessionContext {
  readonly session: BoundSession
}

/** A session as it was found. */
export interface FoundSession extends SessionContext {
  /**
   * What its workspace's clock showed then, in epoch milliseconds. A request judges by it alone, so that a change of the
   * clock comes before the request or after it.
   */
  readonly nowMs: number
}

/** Sees to it that a session is for the provider for which it was when it was held. Throws what `bind` throws. */
export function boundAs({ session: { provider } }: BoundSessionContext): (session: Session) => BoundSession {
  return (session) => bind(session, provider)
}
