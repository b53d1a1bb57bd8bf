import { Type } from '@sinclair/typebox'
import { instant, oneOf } from './schema.js'

export const Health = Type.Object(
  {
    status: oneOf(['ok', 'degraded'], {
      description: 'degraded: the store that several servers share can not be reached.',
    }),
    version: Type.String(),
    service: Type.String(),
    timestamp: instant('The time of the machine.'),
  },
  { $id: 'Health', additionalProperties: false },
)
