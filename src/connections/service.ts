import { fail } from '../errors/api-error.js'
import type { Pause } from '../lib/clock.js'
import { maskForResponse } from '../lib/masking.js'
import {
  accountOf,
  type Credentials,
  checkCredentials,
  checkHotel,
  defaultAccount,
  hotelAccount,
  hotelIdForm,
  mintedPair,
  requireHotelId,
} from '../providers/channel.js'
import { providerOf } from '../providers/lookup.js'
import type { ProviderSlug } from '../providers/providers.js'
import { type BoundSessionContext, boundAs, type SessionContext } from '../sessions/held-session.js'
import type { BoundSession, Session } from '../sessions/model.js'
import { type Completion, type SessionService, saveConnection } from '../sessions/service.js'
import type { RecordStore, StoredRecord } from '../storage/records.js'
import type { Transactions } from '../workspaces/transactions.js'
import type { Workspace } from '../workspaces/workspace.js'
import type { Workspaces } from '../workspaces/workspaces.js'
import { connectionRecords } from './connection-records.js'
import { requireCredentials } from './credentials.js'
import { type Account, type Connection, idOfConnection } from './model.js'

/** What completing a session may say of the account. */
export interface CompletionInput {
  readonly accountId?: string | undefined
  readonly accountName?: string | undefined
  readonly credentials?: Credentials | undefined
}

export interface ConnectionServiceDeps {
  readonly records: RecordStore
  readonly transactions: Transactions
  readonly workspaces: Workspaces
  readonly sessions: SessionService
  readonly pause: Pause
}

/** Connects accounts through the simulated channel, lists them and disconnects them. */
export class ConnectionService {
  readonly #records: RecordStore
  readonly #transactions: Transactions
  readonly #workspaces: Workspaces
  readonly #sessions: SessionService
  readonly #pause: Pause

  constructor(deps: ConnectionServiceDeps) {
    this.#records = deps.records
    this.#transactions = deps.transactions
    this.#workspaces = deps.workspaces
    this.#sessions = deps.sessions
    this.#pause = deps.pause
  }

  /** The workspace's connections, oldest first. */
  async list(workspace: Workspace): Promise<readonly StoredRecord<Connection>[]> {
    return (await this.#records.list(workspace.id, connectionRecords)).records
  }

  /** The connections to one provider, newest first. */
  async listOf(workspace: Workspace, provider: ProviderSlug): Promise<readonly Connection[]> {
    return newestOf(await this.list(workspace), provider)
  }

  /** The connection that a session was completed with, if it is still there. */
  async madeBy({
    workspace,
    session: { provider, accountId },
  }: SessionContext): Promise<Connection | undefined> {
    if (provider === null || accountId === null) return undefined
    const id = idOfConnection(workspace.id, provider, accountId)
    const [found] = await this.#records.read(workspace.id, [{ collection: connectionRecords, id }])
    return found?.value
  }

  /**
   * Connects an account by its credentials, without a session.
   *
   * @throws {ApiError} `invalid_credentials`, `provider_unavailable`; then nothing is stored.
   */
  async connectDirectly(
    workspace: Workspace,
    provider: ProviderSlug,
    credentials: Credentials,
  ): Promise<Connection> {
    await checkCredentials(credentials, this.#pauseOf(workspace))
    if (workspace.hasWaited && !(await this.#workspaces.isSame(workspace))) refuseEmptied()
    const account = accountOf(workspace.id, provider, credentials)
    return this.#transactions.run(workspace, async (tx) => {
      if (tx.state.generation !== workspace.generation) refuseEmptied()
      return saveConnection(tx, {
        workspaceId: tx.workspaceId,
        provider,
        account,
        accessType: null,
        rooms: {},
      })
    })
  }

  /**
   * Completes a session with what a tester or a form says of the account. One for a provider with the pattern
   * credentials needs them.
   *
   * @throws {ApiError} `invalid_body` for missing credentials; what the channel refuses (`invalid_credentials`,
   * `designation_pending`, `booking_error`, `provider_unavailable`), and the session stays usable; `session_terminal`,
   * `session_expired` when it ended meanwhile.
   */
  async complete(held: BoundSessionContext, input: CompletionInput): Promise<Connection> {
    const derived = await this.#askChannel(held, input)
    // The channel may have been slow: what the session has become meanwhile counts, and which hotel was claimed.
    const isNamed = input.credentials?.hotelId !== undefined || input.accountId !== undefined
    const account = ({ claim }: Session) => {
      const { id, name } = claim && !isNamed ? hotelAccount(claim.hotelId) : derived
      return { id: input.accountId ?? id, name: input.accountName ?? name }
    }
    return (await this.#sessions.connect(held, { bound: boundAs(held), account })).connection
  }

  /**
   * Completes a session as its host would who approves: with the claimed hotel, or the one account he has.
   *
   * @param bound sees to it that the session has its provider.
   * @returns what the session has become.
   */
  async approve(held: SessionContext, bound: Completion['bound']): Promise<Session> {
    const account = ({ claim, provider }: BoundSession) =>
      claim ? hotelAccount(claim.hotelId) : defaultAccount(held.workspace.id, provider)
    return (await this.#sessions.connect(held, { bound, account })).session
  }

  /**
   * Forgets a connection: the newest of the provider, or the one of `accountId`.
   *
   * @throws {ApiError} `not_found` when there is none.
   */
  disconnect(workspace: Workspace, provider: ProviderSlug, accountId?: string): Promise<Connection> {
    return this.#transactions.run(workspace, async (tx) => {
      const all = newestOf(await tx.list(connectionRecords), provider)
      const connection = all.find(({ account }) => accountId === undefined || account.id === accountId)
      if (connection === undefined) unconnected(provider, accountId)
      tx.delete(connectionRecords, connection.id)
      await tx.emit({ type: 'connection', change: 'removed', connection })
      return connection
    })
  }

  /** Waits once for a request, however often its transaction runs. */
  #pauseOf(workspace: Workspace): Pause {
    return async (delayMs) => {
      if (workspace.hasWaited) return
      workspace.hasWaited = true
      await this.#pause(delayMs)
    }
  }

  async #askChannel({ workspace, session }: BoundSessionContext, input: CompletionInput): Promise<Account> {
    const provider = providerOf(session.provider)
    const { credentials } = input
    if (session.provider === 'booking') return this.#askBooking({ workspace, session }, input)
    if (credentials === undefined && provider.connectPattern !== 'credentials') {
      return defaultAccount(workspace.id, session.provider)
    }
    const isAsked = provider.credentials.length > 0
    const wanted = isAsked
      ? requireCredentials(provider, credentials ?? {}, 'credentials.')
      : { ...credentials }
    await checkCredentials(wanted, this.#pauseOf(workspace))
    if (provider.connectPattern !== 'activation') return accountOf(workspace.id, session.provider, wanted)
    requireMintedPair(session.id, wanted)
    return defaultAccount(workspace.id, session.provider)
  }

  /** Booking.com knows hotels: the one of the credentials, of the account, of the claim, else the derived one. */
  async #askBooking(
    { workspace, session }: BoundSessionContext,
    { credentials, accountId }: CompletionInput,
  ): Promise<Account> {
    await checkCredentials(credentials ?? {}, this.#pauseOf(workspace))
    if (credentials?.hotelId !== undefined) requireHotelId(credentials.hotelId, 'credentials.hotelId')
    const hotelId = credentials?.hotelId ?? accountId ?? session.claim?.hotelId
    if (hotelId === undefined) return defaultAccount(workspace.id, session.provider)
    if (hotelIdForm.test(hotelId)) checkHotel(hotelId)
    return hotelAccount(hotelId)
  }
}

/** The connections to one provider, newest first. */
function newestOf(all: readonly StoredRecord<Connection>[], provider: ProviderSlug): readonly Connection[] {
  return all
    .map(({ value }) => value)
    .filter((connection) => connection.provider === provider)
    .reverse()
}

/** @throws {ApiError} `provider_unavailable`, always. */
function refuseEmptied(): never {
  fail('provider_unavailable', {
    message: 'The workspace was emptied while the provider took its time. Nothing was stored.',
  })
}

/** @throws {ApiError} `not_found`, always. */
function unconnected(provider: ProviderSlug, accountId: string | undefined): never {
  fail('not_found', {
    message:
      accountId === undefined
        ? `The workspace has no connection to ${provider}.`
        : `The workspace has no connection to account ${maskForResponse(accountId)} of ${provider}.`,
    fix: 'List what is connected with GET /v1/connect.',
    field: accountId === undefined ? 'provider' : 'accountId',
    value_received: accountId === undefined ? provider : maskForResponse(accountId),
  })
}

/** @throws {ApiError} `invalid_credentials` when the host did not paste what the session minted. */
function requireMintedPair(sessionId: string, given: Credentials): void {
  const { username, password } = mintedPair(sessionId)
  if (given.username === username && given.password === password) return
  fail('invalid_credentials', {
    message: 'The username and password are not the pair made for this session. Nothing was stored.',
    fix: 'Send the pair that the page of the session shows; the session stays usable.',
  })
}
