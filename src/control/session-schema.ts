import { Type } from '@sinclair/typebox'
import { oneOf, stringOrNull } from '../lib/schema.js'
import { isExpired, type Session } from '../sessions/model.js'
import { presentDetail } from '../sessions/present.js'
import { SessionDetail } from '../sessions/schema.js'

const sessionStatuses = [
  'pending',
  'awaiting_room_mapping',
  'completed',
  'cancelled',
  'errored',
  'expired',
] as const

const { sessionStatus, ...detail } = SessionDetail.properties

export const AnySession = Type.Object(
  {
    ...detail,
    status: oneOf(sessionStatuses, { description: 'What it has become.' }),
    sessionStatus: oneOf(sessionStatuses, { description: 'The same.' }),
    accountId: stringOrNull({ description: 'The account that completing it connected.' }),
  },
  { $id: 'MockSession', additionalProperties: false, description: 'A session, whether open or not.' },
)

export const ListQuery = Type.Object({
  limit: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 1000, default: 100, description: 'How many at most, the newest.' }),
  ),
})

export const DecideBody = Type.Object(
  {
    provider: Type.Optional(
      Type.String({
        description: 'What to pick in a session without a provider; else the first that it offers.',
      }),
    ),
  },
  { additionalProperties: false },
)

/**
 * A session in any status.
 *
 * @param nowMs epoch milliseconds of its workspace, which decide whether it has expired.
 */
export function presentAnySession(session: Session, publicUrl: string, nowMs: number) {
  const status = isExpired(session, nowMs) ? ('expired' as const) : session.status
  return { ...presentDetail(session, publicUrl), status, sessionStatus: status, accountId: session.accountId }
}
