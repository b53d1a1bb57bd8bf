import { Type } from '@sinclair/typebox'
import { oneOf } from '../lib/schema.js'
import { errorCodes } from './catalogue.js'

/** The envelope of every answer that is not a success. */
export const ErrorEnvelope = Type.Object(
  {
    error: Type.Object(
      {
        code: oneOf(errorCodes, { description: 'Stable, and safe to switch on.' }),
        message: Type.String({ description: 'What went wrong, naming the field and the value.' }),
        fix: Type.String({ description: 'What to do about it.' }),
        docs_url: Type.String({ format: 'uri' }),
        request_id: Type.String({ description: 'The same as the X-Request-ID header.' }),
        field: Type.Optional(Type.String()),
        value_received: Type.Optional(Type.Unknown()),
        valid_values: Type.Optional(Type.Array(Type.String())),
        did_you_mean: Type.Optional(Type.String()),
        retry_after: Type.Optional(
          Type.Integer({ description: 'Seconds; the same as the Retry-After header.' }),
        ),
        session_status: Type.Optional(
          oneOf(['completed', 'errored', 'cancelled', 'expired'], {
            description: 'What the session has become.',
          }),
        ),
        validParams: Type.Optional(Type.Array(Type.String())),
        valid_params: Type.Optional(Type.Array(Type.String())),
        endpoint: Type.Optional(Type.String()),
        limit: Type.Optional(Type.Integer()),
        window_seconds: Type.Optional(Type.Integer()),
        tier: Type.Optional(Type.String({ description: 'The plan.' })),
        active_listings: Type.Optional(Type.Integer()),
        upgrade_url: Type.Optional(Type.String({ format: 'uri' })),
      },
      { additionalProperties: false },
    ),
  },
  { $id: 'Error', additionalProperties: false, description: 'The one shape of every error.' },
)
