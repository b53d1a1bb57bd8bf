import { Type } from '@sinclair/typebox'
import { oneOf, ref, string } from '../lib/schema.js'
import { errorCodes } from './catalogue.js'
import { errorDetails } from './entry.js'
import { PlanNotice } from './plan-notice.js'

/** The envelope of every answer that is not a success. */
export const ErrorEnvelope = Type.Object(
  {
    error: Type.Object(
      {
        code: oneOf(
          errorCodes,
          'The kind of error. A code never changes its meaning, so programs can branch on it.',
        ),
        message: string('What went wrong, for people. It names the field and the value.'),
        fix: string('What to do about it, for people.'),
        docs_url: Type.String({ format: 'uri', description: 'The page that explains the code.' }),
        request_id: string('Identifies the request in logs. It is the value of the `X-Request-ID` header.'),
        ...errorDetails,
      },
      {
        additionalProperties: false,
        description: 'What went wrong. The members after `request_id` are there only where they help.',
      },
    ),
    planNotice: Type.Optional(ref(PlanNotice)),
  },
  {
    $id: 'Error',
    additionalProperties: false,
    description: 'Every error has this shape, whatever the call.',
  },
)
