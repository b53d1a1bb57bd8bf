import { Type } from '@sinclair/typebox'
import { errorCodes, errorStatuses } from '../errors/catalogue.js'
import { mapOf, methods, oneOf } from '../lib/schema.js'
import type { ProviderSlug } from '../providers/providers.js'
import { duration } from './clock-schema.js'

const closed = { additionalProperties: false }

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
    // A slug is looked up by the service, whose error names the one that was meant.
    provider: Type.Optional(
      Type.Unsafe<ProviderSlug>({
        type: 'string',
        description: 'The slug in the path, or of the session that the call is about.',
      }),
    ),
    header: Type.Optional(mapOf(Type.String(), { description: 'Headers by name, with the value of each.' })),
  },
  { ...closed, description: 'Which calls it is for; without a path, those under /v1.' },
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
  { ...closed, minProperties: 1, description: 'A delay, and one of the others at most.' },
)

/** How often a fault applies; null for ever. */
function timesOrNull(options: object) {
  return Type.Unsafe<number | null>({ type: ['integer', 'null'], ...options })
}

export const FaultBody = Type.Object(
  {
    match: Type.Optional(FaultMatch),
    times: Type.Optional(
      timesOrNull({ minimum: 1, maximum: 1_000_000, description: 'How often it applies; null for ever.' }),
    ),
    probability: Type.Optional(Type.Number({ minimum: 0, maximum: 1, default: 1 })),
    respond: FaultResponse,
  },
  closed,
)

const keptFields = {
  match: FaultMatch,
  times: timesOrNull({ minimum: 1 }),
  remaining: timesOrNull({ minimum: 0, description: 'How often it may still apply.' }),
  probability: Type.Number({ minimum: 0, maximum: 1 }),
  respond: FaultResponse,
}

/** A fault as a workspace and its snapshot keep it. */
export const KeptFault = Type.Object(
  {
    id: Type.String({ pattern: '^flt_(?:all_)?[0-9]{1,9}$', description: 'flt_ and a number' }),
    ...keptFields,
  },
  closed,
)

export const Fault = Type.Object(
  {
    id: Type.String(),
    ...keptFields,
    warnings: Type.Array(Type.String(), { description: 'Why it can never apply; empty where it can.' }),
  },
  { $id: 'MockFault', ...closed },
)
