import { Type } from '@sinclair/typebox'
import { errorCodes } from '../errors/catalogue.js'
import {
  boolean,
  instant,
  instantOrNull,
  integerOrNull,
  mapOf,
  mapOrNull,
  methods,
  objectOrNull,
  oneOf,
  oneOfOrNull,
  ref,
  string,
  stringOrNull,
} from '../lib/schema.js'
import { Headers, HeadersOrNull, Signature } from '../webhooks/delivery-schema.js'
import {
  Attempt,
  DeliveryId,
  ErrorMessage,
  EventId,
  EventType,
  Success,
  uuid,
  WebhookEvent,
  WebhookId,
} from '../webhooks/event-schema.js'
import { eventNames } from '../webhooks/event-types.js'
import { PathPattern } from './fault-schema.js'

const closed = { additionalProperties: false }
const EntryId = string('The id of the journal entry. Send it as `since` to list what came after it.')

export const RecordedRequest = Type.Object(
  {
    id: EntryId,
    at: instant('When the request was answered, in the time of its workspace.'),
    method: string('The method of the request, like `POST`.'),
    path: string('The path of the request, without query and base path.'),
    query: mapOf(Type.Unknown(), 'The query parameters by name. A parameter that was sent twice is a list.'),
    status: integerOrNull(
      'The HTTP status of the answer; null when the connection was cut before one was sent.',
    ),
    code: oneOfOrNull(errorCodes, 'The code of the error that was answered; null after a success.'),
    sessionId: stringOrNull('The session that the request named or opened; null for none.'),
    requestId: string('The value of `X-Request-ID` of the answer.'),
    workspace: stringOrNull('The id of the workspace; null for a request that belongs to none.'),
    startedMs: Type.Number({
      description:
        'When the request came, in milliseconds of real time since its server was started. It tells the order of requests, whatever the time of their workspace.',
    }),
    durationMs: Type.Number({ description: 'How long the server took, in milliseconds of real time.' }),
    fault: objectOrNull(
      Type.Object(
        {
          id: stringOrNull('The id of the fault; null when a `Prefer` header asked for it.'),
          respond: Type.Unsafe<object>({
            type: 'object',
            additionalProperties: true,
            description: 'What the fault did to the call, as in `respond` of the fault.',
          }),
        },
        closed,
      ),
      'The fault that was applied; null for none.',
    ),
    warnings: Type.Array(Type.String(), { description: 'What the server ignored in the request.' }),
    hosted: boolean('Whether it was a visit of a hosted page, by a browser.'),
    requestHeaders: mapOf(
      Type.String(),
      'The headers that came, by their names in lower case. Keys, tokens and cookies are masked.',
    ),
    requestBody: Type.Unknown({
      description: 'The parsed body, its credentials redacted; null when there was none or it was long.',
    }),
    responseHeaders: mapOrNull(
      Type.String(),
      'The headers that the server set, masked in the same way. Null when there was no answer, or before any were set.',
    ),
    responseBody: Type.Unknown({
      description:
        'The parsed answer, its secrets redacted; null for pages and long answers. The answer of a fault is a text where it is no JSON.',
    }),
    nearest: stringOrNull('After a 400 or 404, what would have worked or what to do; otherwise null.'),
    curl: string('A command that sends the request again, with the API key of `$REPULL_KEY`.'),
  },
  { $id: 'MockRequest', ...closed, description: 'A request of the journal, with its answer.' },
)

export const SentWebhook = Type.Object(
  {
    id: EntryId,
    at: instant('When the delivery was made, in the time of its workspace.'),
    workspace: uuid('The id of the workspace.'),
    webhookId: WebhookId,
    deliveryId: DeliveryId,
    eventId: EventId,
    type: ref(EventType),
    attempt: Attempt,
    success: Success,
    statusCode: integerOrNull({
      minimum: 100,
      maximum: 999,
      description: 'The HTTP status of the endpoint; null when there was no answer.',
    }),
    errorMessage: ErrorMessage,
    nextAttemptAt: instantOrNull('When the event is sent again; null when it is not.'),
    url: string('The endpoint to which the event was posted.'),
    signature: Signature,
    requestHeaders: Headers,
    payload: ref(WebhookEvent),
    responseStatus: integerOrNull({ minimum: 100, maximum: 999, description: 'The same as `statusCode`.' }),
    responseHeaders: HeadersOrNull,
    responseBody: stringOrNull('The first 4 KiB of the answer, without secrets; null when there was none.'),
  },
  {
    $id: 'MockWebhookDelivery',
    ...closed,
    description: 'An attempt to deliver an event, as the journal has it.',
  },
)

const since = Type.Optional(
  Type.String({
    pattern: '^(?:jrn_[\\w-]{1,40}|[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{8,16}Z)$',
    description:
      'The id of an entry, or an instant like 2026-11-21T09:00:00.000Z. Only entries after that entry, or from that instant on, are listed.',
  }),
)

/** Which of the entries that match are listed, and how many of them a call waits for. */
const listing = {
  limit: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 1000,
      description: 'How many entries are listed at most. Of more, the newest are.',
    }),
  ),
  count: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 1000,
      description: 'How many entries `wait` waits for; by default 1.',
    }),
  ),
  wait: Type.Optional(
    Type.String({
      pattern: '^[0-9]{1,12}(?:ms|s|m|h|d)?$',
      description:
        'Milliseconds, or a whole number with ms, s, m, h or d, 60s at most. The call waits for up to this long until enough entries match.',
    }),
  ),
}

const requestFilter = {
  method: Type.Optional(oneOf(methods, 'Only requests with this method.')),
  path: Type.Optional(PathPattern),
  status: Type.Optional(
    Type.Integer({
      minimum: 100,
      maximum: 599,
      description: 'Only requests that were answered with this HTTP status.',
    }),
  ),
  code: Type.Optional(oneOf(errorCodes, 'Only requests that were answered with this error.')),
  session: Type.Optional(
    Type.String({
      maxLength: 64,
      description: 'Only requests that named or opened the session with this id.',
    }),
  ),
  since,
}

export const RequestFilter = Type.Object(requestFilter)

export const CountQuery = Type.Object({
  ...requestFilter,
  limit: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 1000,
      description: 'The count stops at this number, which costs less than to count all.',
    }),
  ),
})

export const RequestsQuery = Type.Object({ ...requestFilter, ...listing })

export const SentQuery = Type.Object({
  type: Type.Optional(
    oneOf(eventNames, 'Only deliveries of events of this type. `account.connected` means `account.created`.'),
  ),
  webhook: Type.Optional(uuid('Only deliveries to the webhook with this id.')),
  success: Type.Optional(boolean('Only deliveries that succeeded, or only those that failed.')),
  since,
  ...listing,
})
