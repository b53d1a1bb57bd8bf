import { bounds } from '../lib/bounds.js'
import type { ConnectedSlug } from '../providers/providers.js'
import { type Collection, jsonCodec } from '../storage/records.js'
import type { Connection, DisconnectedAccount } from './model.js'
import type { WritePolicy } from './write-policy.js'

/** The connections of a workspace, by their ids. */
export const connectionRecords: Collection<Connection> = {
  name: 'connections',
  codec: jsonCodec(),
  ...bounds.connections,
}

/** What only connections to a provider have in their texts, for a page of them alone. */
export function ofProvider(provider: ConnectedSlug): { readonly including: string } {
  return { including: `"provider":"${provider}"` }
}

/** The Airbnb accounts that were disconnected, by the ids that their connections had. Many push out the oldest (ours). */
export const disconnectedAccounts: Collection<DisconnectedAccount> = {
  name: 'disconnected-accounts',
  codec: jsonCodec(),
  ...bounds.disconnectedAccounts,
}

/** The policies that were changed, by their providers. They stay when an account is disconnected. */
export const writePolicies: Collection<WritePolicy> = {
  name: 'write-policies',
  codec: jsonCodec(),
  ...bounds.writePolicies,
}
