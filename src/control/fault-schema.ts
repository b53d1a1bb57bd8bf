import { Type } from '@sinclair/typebox'
import { errorCodes, errorStatuses } from '../errors/catalogue.js'
import { mapOf, methods, oneOf, string } from '../lib/schema.js'
import type { ProviderSlug } from '../providers/providers.js'
import { duration } from './clock-schema.js'

const closed = { additionalProperties: false }

/** A path of requests, exact but for `*`. */
export const PathPattern = Type.String({
  pattern: '^[/*][^?#{}\\s]*$',
  maxLength: 2048,
  description: 'A path without query and base path, in which * stands for anything, like /v1/connect/*.',
})

const FaultMatch = Type.Object(
  {
    method: Type.Optional(oneOf(methods, 'The method of the call.')),
    path: Type.Optional(PathPattern),
    // A slug is looked up by the service, whose error names the one that was meant.
    provider: Type.Optional(
      Type.Unsafe<ProviderSlug>(string('The slug in the path of the call, or that of its session.')),
    ),
    header: Type.Optional(mapOf(Type.String(), 'Headers by name, with the value that each must have.')),
  },
  {
    ...closed,
    description:
      'Which calls the fault applies to: those that fit every member. Without `path`, all under `/v1`.',
  },
)

const FaultResponse = Type.Object(
  {
    error: Type.Optional(oneOf(errorCodes, 'Answers with the error of this code.')),
    status: Type.Optional(
      Type.Unsafe<number>({
        type: 'integer',
        enum: errorStatuses,
        description: 'Answers with the first error of the catalogue that has this HTTP status.',
      }),
    ),
    delay: Type.Optional(duration('The call waits for this long in real time, 5m at most.')),
    drop: Type.Optional(
      oneOf(
        ['before', 'after'],
        'Cuts the connection without an answer. `before`: nothing is done. `after`: the work is done.',
      ),
    ),
    truncate: Type.Optional(
      Type.Integer({
        minimum: 1,
        description: 'How many bytes of the answer are sent before the connection is cut.',
      }),
    ),
  },
  {
    ...closed,
    minProperties: 1,
    description: 'What happens to the call: a `delay`, and at most one of the other members.',
  },
)

/** How often a fault applies; null for ever. */
function timesOrNull(options: object) {
  return Type.Unsafe<number | null>({ type: ['integer', 'null'], ...options })
}

const timesText = 'How often the fault applies; null for no limit.'
const probabilityText = 'How likely it is that the fault applies to a call that fits, from 0 to 1.'

export const FaultBody = Type.Object(
  {
    match: Type.Optional(FaultMatch),
    times: Type.Optional(timesOrNull({ minimum: 1, maximum: 1_000_000, description: timesText })),
    probability: Type.Optional(
      Type.Number({ minimum: 0, maximum: 1, default: 1, description: probabilityText }),
    ),
    respond: FaultResponse,
  },
  closed,
)

const keptFields = {
  match: FaultMatch,
  times: timesOrNull({ minimum: 1, description: timesText }),
  remaining: timesOrNull({
    minimum: 0,
    description: 'How often the fault may still apply; null for no limit.',
  }),
  probability: Type.Number({ minimum: 0, maximum: 1, description: probabilityText }),
  respond: FaultResponse,
}

/** A fault as a workspace and its snapshot keep it. */
export const KeptFault = Type.Object(
  {
    id: Type.String({
      pattern: '^flt_(?:all_)?[0-9]{1,9}$',
      description: 'The id of the fault: flt_ and a number, or flt_all_ and a number.',
    }),
    ...keptFields,
  },
  { ...closed, description: 'A fault of the workspace.' },
)

export const FaultId = string('The id of the fault, like `flt_1`.')

export const Fault = Type.Object(
  {
    id: FaultId,
    ...keptFields,
    warnings: Type.Array(Type.String(), {
      description: 'Why the fault can never apply; empty when it can.',
    }),
  },
  { $id: 'MockFault', ...closed, description: 'A fault that is injected into matching calls.' },
)
