import { Type } from '@sinclair/typebox'
import { boolean, component, integer, oneOf, string, stringOrNull } from '../lib/schema.js'
import { emailForm, sessionId } from './fields.js'

const accountId = integer(
  'The id of the account. `booking_extranet:` and this number name it under `/v1/connections`.',
)
const twoFactorNumber = string(
  'The phone number that the host enters in the Extranet for its codes. It is a fictional one.',
)

/** The states of a sign-in, which are published without a list of them (ours). */
export const extranetStatuses = [
  'invited',
  'signing_in',
  'needs_permissions',
  'awaiting_mapping',
  'connected',
  'failed',
] as const

const status = oneOf(
  extranetStatuses,
  '`invited`: the host has not accepted yet. `signing_in`: it goes on. `needs_permissions`: the host must give full access, then recheck. `awaiting_mapping`: map the units now. `connected`: the session is completed. `failed`: see the errors. The words are ours; Repull publishes none.',
)

export const InviteBody = Type.Object({
  sessionId,
  name: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 120,
      description: 'The name of the user to invite; `Repull` by default.',
    }),
  ),
})

export const ExtranetInvite = component(
  'BookingExtranetInvite',
  {
    accountId,
    inviteEmail: string('The e-mail address that the host invites in the Extranet, with full access.'),
    inviteName: string('The name of that user.'),
    twoFactorNumber,
  },
  'Whom the host is to invite in the Extranet.',
)

export const ExtranetQuery = Type.Object({ sessionId })

export const ExtranetConfig = component(
  'BookingExtranetLoginConfig',
  { twoFactorNumber },
  'What a host needs before they sign in.',
)

export const ExtranetLoginBody = Type.Object({
  sessionId,
  email: Type.String({
    ...emailForm,
    description: 'The e-mail address of the login in the Extranet, like host@example.com.',
  }),
  password: Type.String({
    minLength: 1,
    maxLength: 1024,
    description: 'The password of that login. It is not kept.',
  }),
  label: Type.Optional(
    Type.String({ minLength: 1, maxLength: 120, description: 'The name to give the account.' }),
  ),
})

export const ExtranetLogin = component(
  'BookingExtranetLogin',
  {
    accountId,
    status,
    twoFactorNumber,
    notificationEmail: string('The address to which the Extranet is to send its notifications.'),
  },
  'A sign-in that has begun.',
)

export const ExtranetStatusQuery = Type.Object({
  sessionId,
  accountId: Type.String({
    minLength: 1,
    maxLength: 128,
    description: 'The `accountId` that the sign-in or the invitation has answered.',
  }),
})

export const ExtranetStatus = component(
  'BookingExtranetLoginStatus',
  {
    accountId: string('The id of the account, here as a string.'),
    status,
    errorMessage: stringOrNull('What is wrong, as one word; null when nothing is.'),
    friendlyError: stringOrNull('The same, to show to people.'),
    completed: boolean('Whether the session is completed.'),
    awaitingMapping: boolean('Whether the units of the account are to be mapped now.'),
  },
  'How a sign-in stands.',
)

export const RecheckBody = Type.Object({ sessionId, accountId })

export const ExtranetRecheck = component(
  'BookingExtranetRecheck',
  {
    ok: boolean('Whether the sign-in can go on; false for one that failed.'),
    jobId: stringOrNull(
      'The id of the job that looks for the access; null when there is nothing to look for.',
    ),
  },
  'Whether the access is looked for once more.',
)
