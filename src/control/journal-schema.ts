import { Type } from '@sinclair/typebox'
import { errorCodes } from '../errors/catalogue.js'
import { instant, mapOf, methods, objectOrNull, oneOf, oneOfOrNull, stringOrNull } from '../lib/schema.js'
import { Wait } from './clock-schema.js'
import { PathPattern } from './fault-schema.js'

export const RecordedRequest = Type.Object(
  {
    id: Type.String(),
    at: instant('When it was answered, in the time of its workspace.'),
    method: Type.String(),
    path: Type.String({ description: 'Without query and base path.' }),
    query: mapOf(Type.Unknown()),
    status: Type.Unsafe<number | null>({
      type: ['integer', 'null'],
      description: 'Null when the connection was cut before there was an answer.',
    }),
    code: oneOfOrNull(errorCodes, { description: 'Of the error that answered it.' }),
    sessionId: stringOrNull({ description: 'The session that it named or opened.' }),
    requestId: Type.String(),
    workspace: stringOrNull({ description: 'Null for a call that belongs to none.' }),
    durationMs: Type.Number(),
    fault: objectOrNull(
      Type.Object(
        {
          id: stringOrNull({ description: 'Null for a Prefer header.' }),
          respond: Type.Unsafe<object>({ type: 'object', additionalProperties: true }),
        },
        { additionalProperties: false },
      ),
    ),
    warnings: Type.Array(Type.String(), { description: 'What was ignored of it.' }),
    requestBody: Type.Unknown({
      description: 'Parsed, credentials redacted; null when there is none or it is long.',
    }),
    responseBody: Type.Unknown({ description: 'Parsed, secrets redacted; null for pages and long ones.' }),
    nearest: stringOrNull({ description: 'After a 400 or 404: what would have worked, or what to do.' }),
    curl: Type.String({ description: 'Sends it again, with the API key of $REPULL_KEY.' }),
  },
  { $id: 'MockRequest', additionalProperties: false },
)

/** From where on entries of the journal are meant. */
export const Since = Type.String({
  pattern: '^(?:jrn_[\\w-]{1,40}|[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{8,16}Z)$',
  description: 'the id of an entry, for those after it, or an instant like 2026-11-21T09:00:00.000Z',
})

const filters = {
  method: Type.Optional(oneOf(methods)),
  path: Type.Optional(PathPattern),
  status: Type.Optional(Type.Integer({ minimum: 100, maximum: 599 })),
  code: Type.Optional(oneOf(errorCodes)),
  session: Type.Optional(Type.String({ maxLength: 64, description: 'A sessionId.' })),
  since: Type.Optional(Since),
}

export const CountQuery = Type.Object(filters)

export const RequestsQuery = Type.Object({
  ...filters,
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, description: 'The newest so many.' })),
  count: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 1000, description: 'How many to wait for; 1 if not said.' }),
  ),
  wait: Type.Optional(Wait),
})
