import { Type } from '@sinclair/typebox'
import { type BreakReason, breakReasons } from '../connections/problem.js'
import { oneOf } from '../lib/schema.js'

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
