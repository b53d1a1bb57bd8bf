import { Type } from '@sinclair/typebox'
import { instant, mapOf } from '../lib/schema.js'
import { eachStep, mapSteps, oneStep } from '../lib/steps.js'
import { Slug } from '../providers/schema.js'
import { refuseSnapshot, type SnapshotPart, withNumbers, withTexts } from '../workspaces/snapshot-part.js'
import { requireInstant } from '../workspaces/workspace-clock.js'
import { type DisconnectedAccount, idOfConnection } from './model.js'
import { disconnectedAccounts, writePolicies } from './records.js'
import type { WritePolicy } from './write-policy.js'
import { keptPolicy } from './write-policy-schema.js'

const closed = { additionalProperties: false }
const text = (description: string) => Type.String({ minLength: 1, maxLength: 1024, description })

const schema = Type.Array(
  Type.Object(
    {
      provider: Slug,
      account: Type.Object(
        {
          id: text('The id that the provider gives the account.'),
          name: text('The name of the account, to show to people.'),
        },
        { ...closed, description: 'The account at the provider.' },
      ),
      createdAt: instant('When it was first connected.'),
      disconnectedAt: instant('When it was disconnected.'),
    },
    closed,
  ),
  {
    maxItems: disconnectedAccounts.maxItems,
    description: 'The Airbnb accounts that were disconnected, oldest first.',
  },
)

/** What a snapshot holds of the accounts that were disconnected, the oldest first. */
export const disconnectedPart: SnapshotPart<readonly DisconnectedAccount[], typeof schema> = {
  schema,
  none: [],
  take: (contents) => mapSteps(contents.each(disconnectedAccounts), ({ value }) => value),
  put: (tx, accounts) =>
    eachStep(accounts, (one) =>
      tx.put(disconnectedAccounts, idOfConnection(tx.workspaceId, one.provider, one.account.id), one),
    ),
  present: (accounts) => mapSteps(accounts, (one) => withTexts({ ...one })),
  read: (accounts) => mapSteps(accounts, withNumbers),
  requireValid(accounts) {
    const ids = new Set<string>()
    return eachStep(accounts, ({ account, provider, createdAt, disconnectedAt }, at) => {
      const field = `disconnectedAccounts[${at}]`
      requireInstant(createdAt, `${field}.createdAt`)
      requireInstant(disconnectedAt, `${field}.disconnectedAt`)
      const id = `${provider} ${account.id}`
      if (ids.has(id)) refuseSnapshot(field, 'repeats an account')
      ids.add(id)
    })
  },
}

type Policies = Readonly<Record<string, WritePolicy>>

const policiesSchema = mapOf(keptPolicy, {
  propertyNames: Slug,
  description: 'The write policies that were changed, by their providers.',
})

/** What a snapshot holds of the write policies that were changed. */
export const policiesPart: SnapshotPart<Policies, typeof policiesSchema> = {
  schema: policiesSchema,
  none: {},
  take: (contents) =>
    oneStep(() => Object.fromEntries(contents.of(writePolicies).map(({ id, value }) => [id, value]))),
  put: (tx, policies) =>
    eachStep(Object.entries(policies), ([slug, policy]) => tx.put(writePolicies, slug, policy)),
  present: (policies) => oneStep(() => policies),
  read: (policies) => oneStep(() => policies),
  requireValid: () => oneStep(() => {}),
}
