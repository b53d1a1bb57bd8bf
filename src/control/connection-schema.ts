import { Type } from '@sinclair/typebox'
import { type BreakReason, breakReasons } from '../connections/problem.js'
import { Connection } from '../connections/schema.js'
import { oneOf } from '../lib/schema.js'
import { uuid } from '../webhooks/event-schema.js'

export const AnyConnection = Type.Object(
  { ...Connection.properties, workspace: uuid('The id of the workspace.') },
  {
    $id: 'MockConnection',
    additionalProperties: false,
    description: 'A connection of some workspace.',
  },
)

export const BreakBody = Type.Object(
  {
    reason: Type.Optional(
      oneOf(Object.keys(breakReasons) as BreakReason[], {
        description:
          'What `action.reason` then says; `reauth_required` by default. `needs_permissions` sends no webhook, all others send `account.disconnected`.',
      }),
    ),
  },
  { additionalProperties: false },
)
