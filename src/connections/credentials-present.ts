import type { Static } from '@sinclair/typebox'
import { type Credentials, trackHost } from '../providers/channel.js'
import { slugOf } from '../providers/providers.js'
import type { CredentialsAccepted } from './credentials-schema.js'
import type { SavedConnection } from './save.js'
import type { WritePolicy } from './write-policy.js'

type Accepted = Static<typeof CredentialsAccepted>

/**
 * A connection made by credentials: what the two published shapes of this answer have, both.
 *
 * @param credentials what the provider accepted. Only what is no secret is shown.
 * @param sessionId the session that was completed; null for none.
 * @param writePolicy what may be written to a PMS; null for a channel.
 */
export function presentAccepted(
  { connection, isNew }: SavedConnection,
  credentials: Credentials,
  sessionId: string | null,
  writePolicy: WritePolicy | null,
): Accepted {
  const { id, provider, account } = connection
  const { accountInfo, ...more } = ownMembers(provider, credentials, account.id)
  return {
    ok: true,
    accountInfo: {
      accountId: account.id,
      externalAccountId: account.id,
      accountName: account.name,
      ...accountInfo,
    },
    provider: slugOf(provider),
    connected: true,
    created: isNew,
    connectionId: id,
    pmsConnectionId: id,
    sessionId,
    ...(writePolicy && { writePolicy }),
    ...more,
  }
}

/** What the answers of the newer providers have beside the rest (published). */
function ownMembers(
  provider: string,
  credentials: Credentials,
  accountId: string,
): Pick<Accepted, 'webhooks' | 'firstSync'> & { accountInfo?: Partial<Accepted['accountInfo']> } {
  const { propertyIds = accountId, domain = '', keyType = 'server', authMode = 'hmac' } = credentials
  const ids = propertyIds.split(',').map((propertyId) => propertyId.trim())
  switch (provider) {
    case 'cloudbeds':
      return { accountInfo: { propertyIds: ids }, webhooks: { registered: ids.length } }
    case 'mews':
      return { accountInfo: { propertyIds: ids }, webhooks: { registered: 0 } }
    case 'track':
      return { accountInfo: { domain: trackHost(domain), keyType, authMode }, firstSync: { queued: true } }
    default:
      return {}
  }
}
