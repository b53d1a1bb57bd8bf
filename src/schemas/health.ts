import { Type } from '@sinclair/typebox'
import { instant, oneOf } from './schema.js'

export const Health = Type.Object(
  {
    status: oneOf(['ok']),
    version: Type.String(),
    service: Type.String(),
    timestamp: instant('The time of the machine.'),
  },
  { $id: 'Health', additionalProperties: false },
)
