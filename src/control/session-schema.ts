import { Type } from '@sinclair/typebox'
import { oneOf, string, stringOrNull } from '../lib/schema.js'
import { isExpired, type Session } from '../sessions/model.js'
import { presentDetail } from '../sessions/present.js'
import { RedirectUrl, SessionDetail } from '../sessions/schema.js'
import { signInFlows } from '../sessions/sign-in.js'
import { duration } from './clock-schema.js'

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
    status: oneOf(
      sessionStatuses,
      'What has become of the session. `cancelled`: the host refused. `errored`: the account is connected elsewhere.',
    ),
    sessionStatus: oneOf(sessionStatuses, 'The same as `status`.'),
    accountId: stringOrNull('The account that was connected; null before the session is completed.'),
  },
  {
    $id: 'MockSession',
    additionalProperties: false,
    description: 'A session in any status, ended and expired ones too.',
  },
)

export const CreateBody = Type.Object(
  {
    provider: Type.Optional(
      string('The slug of the provider. Without it the user picks one on the hosted page.'),
    ),
    redirectUrl: Type.Optional(RedirectUrl),
    state: Type.Optional(
      Type.String({
        maxLength: 4096,
        description: 'Any string. It comes back as a parameter of `redirectUrl`.',
      }),
    ),
    ttl: Type.Optional(
      duration('The session expires after this time of its workspace, and never later than others.'),
    ),
  },
  { additionalProperties: false },
)

export const DecideBody = Type.Object(
  {
    provider: Type.Optional(
      string(
        'The slug to pick when the session has no provider yet. Without it, the first that the session offers.',
      ),
    ),
    flow: Type.Optional(
      oneOf(signInFlows, {
        description:
          'Where the host signs in, in place of what the provider is usually connected by. It picks the provider, too. 501 in a workspace of 2026-07.',
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
