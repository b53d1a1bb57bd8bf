import { Type } from '@sinclair/typebox'
import { decisions, hostFaults } from '../connections/auto-decision.js'
import { errorCodes } from '../errors/catalogue.js'
import { boolean, integer, mapOf, methods, oneOf, string } from '../lib/schema.js'
import type { ProviderSlug } from '../providers/providers.js'
import { eventNames } from '../webhooks/event-types.js'
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
      Type.Unsafe<ProviderSlug>({
        type: 'string',
        description: 'The slug in the path of the call, or that of its session.',
      }),
    ),
    event: Type.Optional(
      oneOf(
        [...eventNames, '*'],
        'Deliveries to webhooks, in the place of calls: those of this type, or all for `*`. It stands alone.',
      ),
    ),
    decision: Type.Optional(
      oneOf(
        [...decisions, '*'],
        'Decisions of a host in the place of calls: those of `?auto=` on a hosted page and of `POST /_mock/sessions/{id}/approve`, `deny` and `expire`; all for `*`. It stands alone.',
      ),
    ),
    header: Type.Optional(mapOf(Type.String(), 'Headers by name, with the value that each must have.')),
  },
  {
    ...closed,
    description:
      'Which calls the fault applies to: those that fit every member. Without `path`, all under `/v1`.',
  },
)

const FirstChange = Type.Object(
  {
    advance: Type.Optional(duration('So far the clock of the workspace moves forward.')),
    session: Type.Optional(
      oneOf(decisions, 'The session that the call names is decided so by a host, as far as it is open.'),
    ),
    connection: Type.Optional(oneOf(['break'], 'The newest connection of the workspace goes bad.')),
  },
  {
    ...closed,
    minProperties: 1,
    description: 'What changes in the workspace before the call is handled; the call is answered by that.',
  },
)

/** What a fault does. */
export const FaultResponse = Type.Object(
  {
    error: Type.Optional(oneOf(errorCodes, 'Answers with the error of this code.')),
    status: Type.Optional(
      Type.Integer({
        minimum: 200,
        maximum: 599,
        description:
          'Answers with this HTTP status, and with `body`. Without one, with the first error of the catalogue that has the status; one that no error has is refused.',
      }),
    ),
    body: Type.Optional(
      Type.Unknown({
        description:
          'Answers with this body, any JSON of 30 levels at most; a string is sent as it is, as `text/plain`. Without `status` it is 200. The body of 204, 205 and 304 is `""`.',
      }),
    ),
    headers: Type.Optional(
      mapOf(
        Type.String(),
        'Headers of the answer by name, beside `error`, `status` or `body`. They replace the usual ones, like `Retry-After`, `Content-Type` or `Location`. Those that frame an answer are refused: `Connection`, `Content-Length`, `Keep-Alive`, `Proxy-Connection`, `TE`, `Trailer`, `Transfer-Encoding`, `Upgrade`.',
      ),
    ),
    first: Type.Optional(FirstChange),
    replyDelay: Type.Optional(
      duration('The work is done at once, and the answer leaves this much later in real time, 5m at most.'),
    ),
    decision: Type.Optional(
      oneOf(
        hostFaults,
        'For decisions: what the host does in its place. `conflict`: the account is connected elsewhere. `leave`: nothing, the host closes the page. `forge`: refuses, and comes back with `status=connected`. `again`: comes back twice.',
      ),
    ),
    delay: Type.Optional(
      duration('The call waits for this long in real time, 5m at most; an event in workspace time.'),
    ),
    drop: Type.Optional(
      oneOf(
        ['before', 'after'],
        'Cuts the connection without an answer. `before`: nothing is done, and an event never comes. `after`: the work is done; not for events.',
      ),
    ),
    times: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 10, description: 'For events: how often each one comes.' }),
    ),
    order: Type.Optional(
      oneOf(['after-next'], 'For events: it comes after the next delivery of its webhook.'),
    ),
    badSignature: Type.Optional(boolean('For events: whether it is signed with another secret.')),
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
    description:
      'What happens to the call: a `delay`, a `replyDelay`, a `first`, and at most one of `error`, `status` with or without `body`, `drop` and `truncate`. For events: `drop`, or any of the others. For decisions: `decision`. Where a fault is shown, secrets in its `body` and `headers` are masked, and a snapshot that is put back answers with the masked text.',
  },
)

/** How often a fault applies; null for ever. */
function timesOrNull(options: object) {
  return Type.Unsafe<number | null>({ type: ['integer', 'null'], ...options })
}

const skipText = 'How many of those that match pass before the fault applies for the first time.'
const timesText = 'How often the fault applies; null for no limit.'
const hitsText = 'How often the fault was applied.'
const probabilityText = 'How likely it is that the fault applies to a call that fits, from 0 to 1.'

export const FaultBody = Type.Object(
  {
    match: Type.Optional(FaultMatch),
    times: Type.Optional(timesOrNull({ minimum: 1, maximum: 1_000_000, description: timesText })),
    skip: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000, description: skipText })),
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
  skip: Type.Optional(Type.Integer({ minimum: 1, description: skipText })),
  skipped: Type.Optional(Type.Integer({ minimum: 0, description: 'How many of them have passed.' })),
}

/** A fault as a workspace and its snapshot keep it. */
export const KeptFault = Type.Object(
  {
    id: Type.String({
      pattern: '^flt_(?:all_)?[0-9]{1,9}$',
      description: 'The id of the fault: flt_ and a number, or flt_all_ and a number.',
    }),
    ...keptFields,
    hits: Type.Optional(Type.Integer({ minimum: 0, description: hitsText })),
  },
  { ...closed, description: 'A fault of the workspace.' },
)

export const FaultId = string('The id of the fault, like `flt_1`.')

export const Fault = Type.Object(
  {
    id: FaultId,
    ...keptFields,
    hits: Type.Integer({ minimum: 0, description: hitsText }),
    warnings: Type.Array(Type.String(), {
      description: 'Why the fault can never apply; empty when it can.',
    }),
  },
  { $id: 'MockFault', ...closed, description: 'A fault that is injected into matching calls.' },
)

export const FaultPreview = Type.Object(
  {
    matches: integer('How many of them the fault would have matched, had there been no limit of `times`.'),
    of: integer(
      'How many requests the journal has; for a fault with `match.event`, how many events it has that were sent to webhooks.',
    ),
  },
  { $id: 'MockFaultPreview', ...closed, description: 'What a fault would have matched of the journal.' },
)
