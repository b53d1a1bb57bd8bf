import { isExpired, type Session } from '../sessions/model.js'
import { presentDetail } from '../sessions/present.js'

/**
 * A session whatever it has become.
 *
 * @param nowMs epoch milliseconds of its workspace, which decide whether it has expired.
 */
export function presentAnySession(session: Session, publicUrl: string, nowMs: number) {
  const status = isExpired(session, nowMs) ? ('expired' as const) : session.status
  return { ...presentDetail(session, publicUrl), status, sessionStatus: status, accountId: session.accountId }
}
