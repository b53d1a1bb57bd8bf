import { Type } from '@sinclair/typebox'
import { instant, oneOf } from '../lib/schema.js'

export const Health = Type.Object(
  {
    status: oneOf(['ok', 'degraded'], {
      description: 'degraded: the store that several servers share cannot be reached, or takes no changes.',
    }),
    reason: Type.Optional(
      Type.String({ description: 'Why it is degraded, in a word of the store or of the system, like OOM.' }),
    ),
    version: Type.String(),
    service: Type.String(),
    timestamp: instant('The time of the machine.'),
  },
  { $id: 'Health', additionalProperties: false },
)
