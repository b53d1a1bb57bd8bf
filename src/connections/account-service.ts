import { fail } from '../errors/api-error.js'
import { maskForResponse } from '../lib/masking.js'
import type { ConnectedSlug } from '../providers/providers.js'
import type { Page, RecordStore } from '../storage/records.js'
import type { Transaction } from '../workspaces/transaction.js'
import type { Transactions } from '../workspaces/transactions.js'
import type { Workspace } from '../workspaces/workspace.js'
import { type Connection, type DisconnectedAccount, type DisconnectReason, idOfConnection } from './model.js'
import { type BreakReason, breakReasons } from './problem.js'
import { connectionRecords, disconnectedAccounts, ofProvider } from './records.js'

/** An account of a provider, connected or not. Only those of Airbnb are remembered once they are disconnected. */
export type AccountEntry = { readonly position: number } & (
  | { readonly connection: Connection; readonly gone?: undefined }
  | { readonly connection?: undefined; readonly gone: DisconnectedAccount }
)

/** Accounts of a provider, and how many there are of them. Those that are connected come first, each group newest first. */
export interface Accounts {
  readonly records: readonly AccountEntry[]
  readonly count: number
}

/** Which accounts of a provider are meant; see `Page`. */
export type AccountPage = Pick<Page, 'limit' | 'skip' | 'before'>

/** How many accounts one answer has at most (ours). */
export const mostAccounts = 100

/** The positions of connected accounts among all begin here: those of disconnected ones are below. */
const firstConnected = 1e13

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
    connected: ReadonlySet<ConnectedSlug>,
  ) => Promise<readonly string[]>
}

/** What becomes of connected accounts: they are disconnected, break, and are healed. */
export class AccountService {
  readonly #deps: AccountServiceDeps

  constructor(deps: AccountServiceDeps) {
    this.#deps = deps
  }

  /** A page of the accounts of a provider. */
  async list(
    { id }: Workspace,
    provider: ConnectedSlug,
    { limit = mostAccounts, skip = 0, before }: AccountPage = {},
  ): Promise<Accounts> {
    const { records } = this.#deps
    const newest = { isNewestFirst: true, limit: skip + limit }
    const beforeConnected = before === undefined ? undefined : before - firstConnected
    const [own, gone] = await Promise.all([
      records.list(id, connectionRecords, { ...newest, ...ofProvider(provider), before: beforeConnected }),
      provider === 'airbnb'
        ? records.list(id, disconnectedAccounts, { ...newest, before })
        : { records: [], count: 0 },
    ])
    const entries: AccountEntry[] = [
      ...own.records
        .filter(({ value }) => value.provider === provider)
        .map(({ value, position }) => ({ connection: value, position: position + firstConnected })),
      ...gone.records.map(({ value, position }) => ({ gone: value, position })),
    ]
    return { records: entries.slice(skip, skip + limit), count: own.count + gone.count }
  }

  /** The accounts of a provider with these ids, as far as they are connected. */
  async find({ id }: Workspace, provider: ConnectedSlug, accountIds: readonly string[]) {
    const refs = accountIds.map((one) => ({
      collection: connectionRecords,
      id: idOfConnection(id, provider, one),
    }))
    const found = await this.#deps.records.read(id, refs)
    return found.flatMap((one) => one?.value ?? [])
  }

  /**
   * Removes a connection: the one of `accountId`, else the only one of the provider.
   *
   * @param mayGuess whether the newest of several goes where no `accountId` says which.
   * @throws {ApiError} `not_found` when there is none, `invalid_params` when there are several and it may not guess.
   */
  async disconnect(
    workspace: Workspace,
    provider: ConnectedSlug,
    accountId: string | undefined,
    mayGuess: boolean,
  ): Promise<Disconnection & { readonly isGuess: boolean }> {
    return this.#deps.transactions.run(workspace, async (tx) => {
      if (accountId !== undefined) {
        const id = idOfConnection(tx.workspaceId, provider, accountId)
        const named = (await tx.get(connectionRecords, id)) ?? failUnconnected(provider, accountId)
        return { ...(await this.#remove(tx, named)), isGuess: false }
      }
      const { records, count } = await pageOf(tx, provider, mostAccounts)
      const [connection] = records
      if (connection === undefined) failUnconnected(provider, accountId)
      const isGuess = records.length > 1
      if (isGuess && !mayGuess) failAmbiguous(provider, records, count)
      return { ...(await this.#remove(tx, connection)), isGuess }
    })
  }

  /**
   * Removes a connection of any provider (ours).
   *
   * @throws {ApiError} `not_found`.
   */
  async remove(workspace: Workspace, id: string): Promise<Disconnection> {
    return this.#deps.transactions.run(workspace, async (tx) => {
      return this.#remove(tx, (await tx.get(connectionRecords, id)) ?? failUnknown(id))
    })
  }

  /**
   * Makes a connection one whose host must act (ours). One whose loss was told already only gets the reason.
   *
   * @throws {ApiError} `not_found`.
   */
  async break(workspace: Workspace, id: string, reason: BreakReason): Promise<Connection> {
    return this.#change(workspace, id, async (before, tx) => {
      const resumeSecret = before.resumeSecret ?? (await tx.randomSource.resumeSecret())
      const connection = { ...before, problem: reason, resumeSecret }
      const isTold = before.problem !== null && breakReasons[before.problem] !== null
      const lost = isTold ? null : breakReasons[reason]
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

  async #remove(tx: Transaction, connection: Connection): Promise<Disconnection> {
    const { id, provider, account, createdAt } = connection
    const rest = new Set<ConnectedSlug>()
    for (const channel of sandboxChannels) {
      const { records } = await pageOf(tx, channel, 2)
      if (records.some((one) => one.id !== id)) rest.add(channel)
    }
    tx.delete(connectionRecords, id)
    if (provider === 'airbnb') {
      const disconnectedAt = tx.clock.now()
      tx.put(disconnectedAccounts, id, { provider, account, createdAt, disconnectedAt })
    }
    const listingsDeactivated = await this.#deps.deactivateListings(tx, connection, rest)
    await tx.emit({ type: 'connection', change: 'removed', connection, reason: 'manual_disconnect' })
    return { connection, listingsDeactivated }
  }
}

function reasonOf(reason: DisconnectReason | null): { reason?: DisconnectReason } {
  return reason === null ? {} : { reason }
}

/** The channels that carry listings of the sandbox. */
const sandboxChannels = ['airbnb', 'booking'] as const

/** The newest connections to a provider, and how many there are. */
async function pageOf(tx: Transaction, provider: ConnectedSlug, limit: number) {
  const page = { isNewestFirst: true, limit, ...ofProvider(provider) }
  const { records, count } = await tx.page(connectionRecords, page)
  const own = records.map(({ value }) => value).filter((one) => one.provider === provider)
  return { records: own, count }
}

function failUnknown(id: string): never {
  fail('not_found', {
    message: `There is no connection with the id ${maskForResponse(id)}.`,
    fix: 'Use an id of GET /_mock/connections, with the API key of its workspace.',
    field: 'id',
    value_received: maskForResponse(id),
  })
}

/** @param newest as many of them as an error names. */
function failAmbiguous(provider: ConnectedSlug, newest: readonly Connection[], count: number): never {
  fail('invalid_params', {
    message: `The workspace has ${count} accounts of ${provider}, and no accountId says which one to disconnect.`,
    fix: 'Send accountId with one of valid_values.',
    field: 'accountId',
    valid_values: newest.map(({ account }) => account.id),
  })
}

function failUnconnected(provider: ConnectedSlug, accountId: string | undefined): never {
  const received = accountId === undefined ? provider : maskForResponse(accountId)
  const meant = accountId === undefined ? provider : `account ${received} of ${provider}`
  fail('not_found', {
    message: `The workspace has no connection to ${meant}.`,
    fix: 'List what is connected with GET /v1/connect.',
    field: accountId === undefined ? 'provider' : 'accountId',
    value_received: received,
  })
}
