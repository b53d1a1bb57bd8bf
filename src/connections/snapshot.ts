import { Type } from '@sinclair/typebox'
import { instant } from '../lib/schema.js'
import { Slug } from '../providers/schema.js'
import { refuseSnapshot, type SnapshotPart, withNumbers, withTexts } from '../workspaces/snapshot-part.js'
import { requireInstant } from '../workspaces/workspace-clock.js'
import { type DisconnectedAccount, disconnectedAccounts, idOfConnection } from './model.js'

const closed = { additionalProperties: false }
const Text = Type.String({ minLength: 1, maxLength: 1024 })

const schema = Type.Array(
  Type.Object(
    {
      provider: Slug,
      account: Type.Object({ id: Text, name: Text }, closed),
      createdAt: instant('When it was first connected.'),
      disconnectedAt: instant('When it was disconnected.'),
    },
    closed,
  ),
  { maxItems: disconnectedAccounts.maxItems },
)

/** What a snapshot holds of the accounts that were disconnected, the oldest first. */
export const disconnectedPart: SnapshotPart<readonly DisconnectedAccount[], typeof schema> = {
  schema,
  none: [],
  take: (contents) => contents.of(disconnectedAccounts).map(({ value }) => value),
  put(tx, accounts) {
    for (const one of accounts)
      tx.put(disconnectedAccounts, idOfConnection(tx.workspaceId, one.provider, one.account.id), one)
  },
  present: (accounts) => accounts.map((one) => withTexts({ ...one })),
  read: (accounts) => accounts.map(withNumbers),
  requireValid(accounts) {
    const ids = new Set<string>()
    for (const [at, { account, provider, createdAt, disconnectedAt }] of accounts.entries()) {
      const field = `disconnectedAccounts[${at}]`
      requireInstant(createdAt, `${field}.createdAt`)
      requireInstant(disconnectedAt, `${field}.disconnectedAt`)
      const id = `${provider} ${account.id}`
      if (ids.has(id)) refuseSnapshot(field, 'repeats an account')
      ids.add(id)
    }
  },
}
