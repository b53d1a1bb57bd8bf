import { Type } from '@sinclair/typebox'
import { boolean, integer, oneOf, string, stringOrNull } from '../lib/schema.js'
import { longestCredential } from '../providers/channel.js'
import { choicesOf } from '../providers/credentials.js'
import { Slug } from '../providers/schema.js'
import { ConnectionId } from './schema.js'
import { policySwitches } from './write-policy.js'
import { WritePolicyBody } from './write-policy-schema.js'

/** A credential that is called so in a sentence. */
export function credential(noun: string) {
  return Type.String({
    minLength: 1,
    maxLength: longestCredential,
    description: `The ${noun} of the host, for providers whose form asks for it.`,
  })
}

export const Credentials = Type.Unsafe<Record<string, unknown>>({
  type: 'object',
  additionalProperties: true,
  description:
    'The fields that the provider asks for, by name, like `apiKey`. Others are ignored with a warning. The values `invalid`, `unavailable` and `slow` choose the answer of the simulated provider.',
})

export const CredentialsBody = Type.Object({
  sessionId: Type.Optional(
    stringOrNull({
      minLength: 1,
      description: 'The session to complete. Without one the call needs an API key.',
    }),
  ),
  credentials: Credentials,
  writePolicy: Type.Optional(WritePolicyBody),
})

function switchesOf(names: readonly string[], description: string) {
  return Type.Object(Object.fromEntries(names.map((name) => [name, boolean(`Whether ${name} is on.`)])), {
    additionalProperties: false,
    description,
  })
}

const AcceptedPolicy = Type.Object(
  {
    calendar: switchesOf(policySwitches.calendar, 'What may be written to the calendar of the PMS.'),
    reservations: switchesOf(policySwitches.reservations, 'Which reservations may be written to the PMS.'),
  },
  { additionalProperties: false, description: 'What may be written to the account. Only a PMS has it.' },
)

const AccountInfo = Type.Object(
  {
    accountId: string('The same as `externalAccountId`.'),
    externalAccountId: string('The id that the provider gives the account.'),
    accountName: string('The name of the account, to show to people.'),
    propertyIds: Type.Optional(
      Type.Array(Type.String(), {
        description: 'The properties that the credentials cover. Cloudbeds and Mews have it.',
      }),
    ),
    domain: Type.Optional(string('The host name of the Track account.')),
    keyType: Type.Optional(oneOf(choicesOf('keyType'), 'The kind of the Track key.')),
    authMode: Type.Optional(oneOf(choicesOf('authMode'), 'How Track is signed in to.')),
  },
  { additionalProperties: false, description: 'The account that the credentials belong to.' },
)

export const CredentialsAccepted = Type.Object(
  {
    ok: boolean('True: the provider accepted the credentials.'),
    accountInfo: AccountInfo,
    provider: Slug,
    connected: boolean('True: the account is connected now.'),
    created: boolean('False when the account was connected before and was updated.'),
    connectionId: ConnectionId,
    pmsConnectionId: string('The same as `connectionId`.'),
    sessionId: stringOrNull('The session that was completed; null for a call without one.'),
    writePolicy: Type.Optional(AcceptedPolicy),
    webhooks: Type.Optional(
      Type.Object(
        { registered: integer('How many webhooks were registered at the provider.') },
        { additionalProperties: false, description: 'Webhooks at the provider. Cloudbeds and Mews have it.' },
      ),
    ),
    firstSync: Type.Optional(
      Type.Object(
        { queued: boolean('Whether the first import is waiting to run.') },
        { additionalProperties: false, description: 'The first import of the account. Track has it.' },
      ),
    ),
  },
  {
    $id: 'CredentialsAccepted',
    additionalProperties: false,
    description: 'The account that was connected by its credentials. No answer repeats a secret.',
  },
)
