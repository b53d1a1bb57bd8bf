import { fail } from '../errors/api-error.js'
import type { MaybePromise } from '../lib/maybe-promise.js'
import type { ProviderSlug } from '../providers/providers.js'
import type { Transaction } from '../workspaces/transaction.js'
import type { Transactions } from '../workspaces/transactions.js'
import type { Workspace } from '../workspaces/workspace.js'
import { connectionRecords, ofProvider, writePolicies } from './records.js'
import {
  changedPolicy,
  defaultPolicy,
  type PolicyView,
  type WritePolicy,
  type WritePolicyChange,
} from './write-policy.js'

/** Reads and changes what may be written to the PMS of a workspace. */
export class WritePolicyService {
  readonly #transactions: Transactions

  constructor(transactions: Transactions) {
    this.#transactions = transactions
  }

  /** @throws {ApiError} `no_connection`. */
  async read(workspace: Workspace, provider: ProviderSlug): Promise<PolicyView> {
    return this.#transactions.run(workspace, async (tx) => viewOf(provider, await policyOf(tx, provider)))
  }

  /** What may be written to a PMS, connected or not. */
  async policyOf(workspace: Workspace, provider: ProviderSlug): Promise<WritePolicy> {
    return this.#transactions.run(workspace, (tx) => storedPolicy(tx, provider))
  }

  /** Connects an account and changes the policy of its PMS in one step. */
  async changeWith<T>(
    workspace: Workspace,
    provider: ProviderSlug,
    change: WritePolicyChange,
    connect: () => MaybePromise<T>,
  ): Promise<T> {
    return this.#transactions.together(workspace, async (tx) => {
      const connected = await connect()
      tx.put(writePolicies, provider, changedPolicy(await storedPolicy(tx, provider), change))
      return connected
    })
  }

  /** @throws {ApiError} `no_connection`. */
  async change(workspace: Workspace, provider: ProviderSlug, change: WritePolicyChange): Promise<PolicyView> {
    return this.#transactions.run(workspace, async (tx) => {
      const policy = changedPolicy(await policyOf(tx, provider), change)
      tx.put(writePolicies, provider, policy)
      return viewOf(provider, policy)
    })
  }
}

function viewOf(provider: ProviderSlug, writePolicy: WritePolicy): PolicyView {
  return { provider, writePolicy, defaults: defaultPolicy(provider) }
}

async function storedPolicy(tx: Transaction, provider: ProviderSlug): Promise<WritePolicy> {
  return (await tx.get(writePolicies, provider)) ?? defaultPolicy(provider)
}

async function policyOf(tx: Transaction, provider: ProviderSlug): Promise<WritePolicy> {
  const { count } = await tx.page(connectionRecords, { limit: 1, ...ofProvider(provider) })
  if (count === 0) failUnconnected(provider)
  return storedPolicy(tx, provider)
}

function failUnconnected(provider: ProviderSlug): never {
  fail('no_connection', {
    message: `The workspace has no connection to ${provider}.`,
    fix: `Connect it with POST /v1/connect/${provider}.`,
    field: 'provider',
    value_received: provider,
  })
}
