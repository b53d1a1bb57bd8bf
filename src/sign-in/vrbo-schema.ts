import { Type } from '@sinclair/typebox'
import { boolean, component, integer, oneOf, stringOrNull } from '../lib/schema.js'
import { emailForm, sessionId } from './fields.js'

export const VrboLoginBody = Type.Object({
  sessionId,
  action: oneOf(['login', 'otp'], {
    description: '`login`: with `email` and `password`. `otp`: with the one-time `code` that Vrbo has sent.',
  }),
  email: Type.Optional(
    Type.String({
      ...emailForm,
      description: 'The e-mail address of the host, required to log in, like host@example.com.',
    }),
  ),
  password: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 1024,
      description: 'The password of the host. It is not kept. Required to log in.',
    }),
  ),
  accountId: Type.Optional(integer('The `accountId` that the login answered; checked if it is there.')),
  code: Type.Optional(
    Type.String({
      maxLength: 64,
      description: 'The one-time code: any six digits but 000000. Required for `otp`.',
    }),
  ),
  accessType: Type.Optional(
    oneOf(['full_access', 'messaging'], {
      description: 'What the host lets the app do. Left out, it is what the session asks for.',
    }),
  ),
})

export const VrboLogin = component(
  'VrboLogin',
  {
    accountId: integer('The id of the account. `vrbo:` and this number name it under `/v1/connections`.'),
    status: oneOf(
      ['connected', 'otp_required', 'pending', 'failed'],
      '`otp_required`: send the code. `pending`: log in again. `connected`: map the units now. `failed`: see `reason`; nothing has changed.',
    ),
    reason: stringOrNull('`bad_credentials`, `blocked` or `bad_code`; null unless it failed.'),
    error: stringOrNull('The same, to show to people; null unless it failed.'),
    destination: stringOrNull('Where the code was sent, masked; null when none was sent.'),
    notificationEmail: stringOrNull(
      'The address to which Vrbo is to send its notifications; null before the host has signed in.',
    ),
    awaitingMapping: boolean('Whether the units of the account are to be mapped now.'),
  },
  'How the sign-in stands.',
)

export const ImportQuery = Type.Object({ sessionId })
