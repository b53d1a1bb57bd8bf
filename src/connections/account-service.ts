import { fail } from '../errors/api-error.js'
import { maskForResponse } from '../lib/masking.js'
import type { ProviderSlug } from '../providers/providers.js'
import type { RecordStore, StoredRecord } from '../storage/records.js'
import type { Transaction } from '../workspaces/transaction.js'
import type { Transactions } from '../workspaces/transactions.js'
import type { Workspace } from '../workspaces/workspace.js'
import {
  type Connection,
  connectionRecords,
  type DisconnectedAccount,
  type DisconnectReason,
  disconnectedAccounts,
} from './model.js'
import { type BreakReason, breakReasons } from './problem.js'

/** The accounts of a provider, newest first. Only those of Airbnb are remembered once they are disconnected. */
export interface Accounts {
  readonly connected: readonly Connection[]
  readonly disconnected: readonly DisconnectedAccount[]
}

/** What disconnecting has done. */
export interface Disconnection {
  readonly connection: Connection
  /** The ids of listings. */
  readonly listingsDeactivated: readonly string[]
}

export interface AccountServiceDeps {
  readonly records: RecordStore
  readonly transactions: Transactions
  /**
   * Makes the listings inactive that only the removed connection carries, and returns their ids.
   *
   * @param connected the providers that are still connected.
   */
  readonly deactivateListings: (
    tx: Transaction,
    removed: Connection,
    connected: ReadonlySet<ProviderSlug>,
  ) => Promise<readonly string[]>
}

/** What becomes of connected accounts: they are disconnected, break, and are healed. */
export class AccountService {
  readonly #deps: AccountServiceDeps

  constructor(deps: AccountServiceDeps) {
    this.#deps = deps
  }

  /** The accounts of a provider. */
  async of({ id }: Workspace, provider: ProviderSlug): Promise<Accounts> {
    const { records } = this.#deps
    const [all, gone] = await Promise.all([
      records.list(id, connectionRecords),
      provider === 'airbnb' ? records.list(id, disconnectedAccounts) : { records: [] },
    ])
    return {
      connected: newestOf(all.records, provider),
      disconnected: newestOf(gone.records, provider),
    }
  }

  /**
   * Removes a connection: the one of `accountId`, else the only one of the provider.
   *
   * @param mayGuess whether the newest of several goes where no `accountId` says which.
   * @throws {ApiError} `not_found` when there is none, `invalid_params` when there are several and it may not guess.
   */
  async disconnect(
    workspace: Workspace,
    provider: ProviderSlug,
    accountId: string | undefined,
    mayGuess: boolean,
  ): Promise<Disconnection & { readonly isGuess: boolean }> {
    return this.#deps.transactions.run(workspace, async (tx) => {
      const all = await tx.list(connectionRecords)
      const own = newestOf(all, provider)
      const connection = own.find(({ account }) => accountId === undefined || account.id === accountId)
      if (connection === undefined) failUnconnected(provider, accountId)
      const isGuess = accountId === undefined && own.length > 1
      if (isGuess && !mayGuess) failAmbiguous(provider, own)
      return { ...(await this.#remove(tx, connection, all)), isGuess }
    })
  }

  /**
   * Removes a connection of any provider (ours).
   *
   * @throws {ApiError} `not_found`.
   */
  async remove(workspace: Workspace, id: string): Promise<Disconnection> {
    return this.#deps.transactions.run(workspace, async (tx) => {
      const all = await tx.list(connectionRecords)
      const found = all.find((one) => one.id === id)
      if (found === undefined) failUnknown(id)
      return this.#remove(tx, found.value, all)
    })
  }

  /**
   * Makes a connection one whose host must act (ours). One that is broken already only gets the reason.
   *
   * @throws {ApiError} `not_found`.
   */
  async break(workspace: Workspace, id: string, reason: BreakReason): Promise<Connection> {
    return this.#change(workspace, id, async (before, tx) => {
      const resumeSecret = before.resumeSecret ?? (await tx.randomSource.resumeSecret())
      const connection = { ...before, problem: reason, resumeSecret }
      const lost = before.problem === null ? breakReasons[reason] : null
      await tx.emit({ type: 'connection', change: 'broken', connection, ...reasonOf(lost) })
      return connection
    })
  }

  /**
   * Makes a connection one that can be used again, as if its host had acted (ours).
   *
   * @throws {ApiError} `not_found`.
   */
  async heal(workspace: Workspace, id: string): Promise<Connection> {
    return this.#change(workspace, id, async (before, tx) => {
      if (before.problem === null) return before
      const connection = { ...before, problem: null }
      await tx.emit({ type: 'connection', change: 'healed', connection })
      return connection
    })
  }

  async #change(
    workspace: Workspace,
    id: string,
    change: (before: Connection, tx: Transaction) => Promise<Connection>,
  ): Promise<Connection> {
    return this.#deps.transactions.run(workspace, async (tx) => {
      const before = await tx.get(connectionRecords, id)
      if (before === undefined) failUnknown(id)
      const connection = await change(before, tx)
      if (connection !== before) tx.put(connectionRecords, id, connection)
      return connection
    })
  }

  async #remove(
    tx: Transaction,
    connection: Connection,
    all: readonly StoredRecord<Connection>[],
  ): Promise<Disconnection> {
    const { id, provider, account, createdAt } = connection
    const rest = all.filter((one) => one.id !== id).map(({ value }) => value.provider)
    tx.delete(connectionRecords, id)
    if (provider === 'airbnb') {
      const disconnectedAt = tx.clock.now()
      tx.put(disconnectedAccounts, id, { provider, account, createdAt, disconnectedAt })
    }
    const listingsDeactivated = await this.#deps.deactivateListings(tx, connection, new Set(rest))
    await tx.emit({ type: 'connection', change: 'removed', connection, reason: 'manual_disconnect' })
    return { connection, listingsDeactivated }
  }
}

function reasonOf(reason: DisconnectReason | null): { reason?: DisconnectReason } {
  return reason === null ? {} : { reason }
}

/** The records of one provider, newest first. */
function newestOf<T extends { readonly provider: ProviderSlug }>(
  all: readonly StoredRecord<T>[],
  provider: ProviderSlug,
): readonly T[] {
  return all
    .map(({ value }) => value)
    .filter((one) => one.provider === provider)
    .reverse()
}

function failUnknown(id: string): never {
  fail('not_found', {
    message: `There is no connection with the id ${maskForResponse(id)}.`,
    fix: 'Use an id of GET /_mock/connections, with the API key of its workspace.',
    field: 'id',
    value_received: maskForResponse(id),
  })
}

/** At most so many accounts are named in an error. */
const mostNamed = 100

function failAmbiguous(provider: ProviderSlug, connections: readonly Connection[]): never {
  fail('invalid_params', {
    message: `The workspace has ${connections.length} accounts of ${provider}, and no accountId says which one to disconnect.`,
    fix: 'Send accountId with one of valid_values.',
    field: 'accountId',
    valid_values: connections.slice(0, mostNamed).map(({ account }) => account.id),
  })
}

function failUnconnected(provider: ProviderSlug, accountId: string | undefined): never {
  const received = accountId === undefined ? provider : maskForResponse(accountId)
  const meant = accountId === undefined ? provider : `account ${received} of ${provider}`
  fail('not_found', {
    message: `The workspace has no connection to ${meant}.`,
    fix: 'List what is connected with GET /v1/connect.',
    field: accountId === undefined ? 'provider' : 'accountId',
    value_received: received,
  })
}
