import { Type } from '@sinclair/typebox'
import { errorCodes, errorStatuses } from '../errors/catalogue.js'
import { mapOf, methods, oneOf } from '../lib/schema.js'
import { duration } from './clock-schema.js'

/** A path of requests, exact but for `*`. */
export const PathPattern = Type.String({
  pattern: '^[/*][^?#{}\\s]*$',
  maxLength: 2048,
  description: 'a path without query, in which * stands for anything, like /v1/connect/*',
})

const FaultMatch = Type.Object(
  {
    method: Type.Optional(oneOf(methods)),
    path: Type.Optional(PathPattern),
    provider: Type.Optional(
      Type.String({ description: 'The slug in the path, or of the session that the call is about.' }),
    ),
    header: Type.Optional(mapOf(Type.String(), { description: 'Headers by name, with the value of each.' })),
  },
  { additionalProperties: false, description: 'Which calls it is for; without a path, those under /v1.' },
)

const FaultResponse = Type.Object(
  {
    error: Type.Optional(oneOf(errorCodes)),
    status: Type.Optional(
      Type.Unsafe<number>({
        type: 'integer',
        enum: errorStatuses,
        description: "The catalogue's first error with this status.",
      }),
    ),
    delay: Type.Optional(duration('5m at most')),
    drop: Type.Optional(
      oneOf(['before', 'after'], {
        description: 'Before: nothing is done. After: the work is done, the reply lost.',
      }),
    ),
    truncate: Type.Optional(
      Type.Integer({
        minimum: 1,
        description: 'Bytes of the body that arrive before the connection is cut.',
      }),
    ),
  },
  { additionalProperties: false, minProperties: 1, description: 'A delay, and one of the others at most.' },
)

const outcome = {
  match: Type.Optional(FaultMatch),
  times: Type.Optional(
    Type.Unsafe<number | null>({
      type: ['integer', 'null'],
      minimum: 1,
      maximum: 1_000_000,
      description: 'How often it happens; null for ever.',
    }),
  ),
  probability: Type.Optional(Type.Number({ minimum: 0, maximum: 1, default: 1 })),
  respond: FaultResponse,
}

export const FaultBody = Type.Object(outcome, { additionalProperties: false })

export const FaultId = Type.String({ pattern: '^flt_(?:all_)?[0-9]{1,9}$', description: 'flt_ and a number' })

/** A fault as it is kept. */
export const faultFields = {
  match: FaultMatch,
  times: Type.Unsafe<number | null>({ type: ['integer', 'null'], minimum: 1 }),
  remaining: Type.Unsafe<number | null>({
    type: ['integer', 'null'],
    minimum: 0,
    description: 'How often it will still happen.',
  }),
  probability: Type.Number({ minimum: 0, maximum: 1 }),
  respond: FaultResponse,
}

export const Fault = Type.Object(
  {
    id: Type.String(),
    ...faultFields,
    warnings: Type.Array(Type.String(), { description: 'Why it can never happen; empty where it can.' }),
  },
  { $id: 'MockFault', additionalProperties: false },
)
