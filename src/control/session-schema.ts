import { Type } from '@sinclair/typebox'
import { oneOf, stringOrNull } from '../lib/schema.js'
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
