import { Type } from '@sinclair/typebox'
import { oneOf } from '../lib/schema.js'
import { errorCodes } from './catalogue.js'
import { errorDetails } from './entry.js'

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
        ...errorDetails,
      },
      { additionalProperties: false },
    ),
  },
  { $id: 'Error', additionalProperties: false, description: 'The one shape of every error.' },
)
