import type { Pause } from '../clock.js'
import { fail } from '../errors/api-error.js'
import { showable } from '../errors/showable.js'
import type { Workspace } from '../workspaces/workspace.js'
import { type Announce, saved } from './announcement.js'
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
} from './channel.js'
import { type Account, type Connection, connect, idOfConnection } from './connection.js'
import { requireCredentials } from './credentials.js'
import { type BoundHeld, boundAs, type HeldSession } from './held-session.js'
import { providerOf } from './provider-lookup.js'
import type { ProviderSlug } from './providers.js'
import type { BoundSession, Session } from './session.js'
import type { Completion, SessionService } from './session-service.js'
import type { Store, StoredConnection } from './store.js'

/** What completing a session may say of the account. */
export interface CompletionInput {
  readonly accountId?: string | undefined
  readonly accountName?: string | undefined
  readonly credentials?: Credentials | undefined
}

/** Connects accounts through the simulated channel, lists them and disconnects them. */
export class ConnectionService {
  readonly #store: Store
  readonly #sessions: SessionService
  readonly #pause: Pause
  readonly #announce: Announce

  constructor(store: Store, sessions: SessionService, pause: Pause, announce: Announce) {
    this.#store = store
    this.#sessions = sessions
    this.#pause = pause
    this.#announce = announce
  }

  /** The workspace's connections, oldest first. */
  list(workspace: Workspace): Promise<readonly StoredConnection[]> {
    return this.#store.listConnections(workspace.id)
  }

  /** The connections to one provider, newest first. */
  async listOf(workspace: Workspace, provider: ProviderSlug): Promise<readonly Connection[]> {
    const all = await this.#store.listConnections(workspace.id)
    return all
      .map(({ connection }) => connection)
      .filter((connection) => connection.provider === provider)
      .reverse()
  }

  /** The connection that a session was completed with, if it is still there. */
  async madeBy({ workspaceId, provider, accountId }: Session): Promise<Connection | undefined> {
    if (provider === null || accountId === null) return undefined
    return this.#store.findConnection(workspaceId, idOfConnection(workspaceId, provider, accountId))
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
    const { era } = workspace
    await checkCredentials(credentials, this.#pause)
    if (!(await this.#sessions.isIn(workspace, era))) {
      fail('provider_unavailable', {
        message: 'The workspace was emptied while the provider took its time. Nothing was stored.',
      })
    }
    const account = accountOf(workspace.id, provider, credentials)
    const input = { workspaceId: workspace.id, provider, account, accessType: null, rooms: {} }
    let connection = connect(input, undefined, workspace.clock.now())
    while (!(await this.#store.saveConnection(connection))) {
      const before = await this.#store.findConnection(workspace.id, connection.id)
      connection = connect(input, before, workspace.clock.now())
    }
    await this.#announce(workspace, saved(connection))
    return connection
  }

  /**
   * Completes a session with what a tester or a form says of the account. One for a provider with the pattern
   * credentials needs them.
   *
   * @throws {ApiError} `invalid_body` for missing credentials; what the channel refuses (`invalid_credentials`,
   * `designation_pending`, `booking_error`, `provider_unavailable`), and the session stays usable; `session_terminal`,
   * `session_expired` when it ended meanwhile.
   */
  async complete(held: BoundHeld, input: CompletionInput): Promise<Connection> {
    const derived = await this.#askChannel(held, input)
    // The channel may have been slow: what the session has become meanwhile counts, and which hotel was claimed.
    const found = await this.#sessions.find(held.session.id, 'sessionId', held.workspace)
    const isNamed = input.credentials?.hotelId !== undefined || input.accountId !== undefined
    const account = ({ claim }: Session) => {
      const { id, name } = claim && !isNamed ? hotelAccount(claim.hotelId) : derived
      return { id: input.accountId ?? id, name: input.accountName ?? name }
    }
    return (await this.#sessions.connect(found, { bound: boundAs(held), account })).connection
  }

  /**
   * Completes a session as its host would who approves: with the claimed hotel, or the one account he has.
   *
   * @param bound sees to it that the session has its provider.
   * @returns what the session has become.
   */
  async approve(held: HeldSession, bound: Completion['bound']): Promise<Session> {
    const account = ({ claim, provider }: BoundSession) =>
      claim ? hotelAccount(claim.hotelId) : defaultAccount(held.workspace.id, provider)
    return (await this.#sessions.connect(held, { bound, account })).session
  }

  /**
   * Forgets a connection: the newest of the provider, or the one of `accountId`.
   *
   * @throws {ApiError} `not_found` when there is none.
   */
  async disconnect(workspace: Workspace, provider: ProviderSlug, accountId?: string): Promise<Connection> {
    const isMeant = ({ account }: Connection) => accountId === undefined || account.id === accountId
    const find = async () => (await this.listOf(workspace, provider)).find(isMeant)
    for (let connection = await find(); connection !== undefined; connection = await find()) {
      if (await this.#store.removeConnection(workspace.id, connection.id)) {
        await this.#announce(workspace, { type: 'connection', change: 'removed', connection })
        return connection
      }
    }
    fail('not_found', {
      message:
        accountId === undefined
          ? `The workspace has no connection to ${provider}.`
          : `The workspace has no connection to account ${showable(accountId)} of ${provider}.`,
      fix: 'List what is connected with GET /v1/connect.',
      field: accountId === undefined ? 'provider' : 'accountId',
      value_received: accountId === undefined ? provider : showable(accountId),
    })
  }

  async #askChannel({ workspace, session }: BoundHeld, input: CompletionInput): Promise<Account> {
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
    await checkCredentials(wanted, this.#pause)
    if (provider.connectPattern !== 'activation') return accountOf(workspace.id, session.provider, wanted)
    requireMintedPair(session.id, wanted)
    return defaultAccount(workspace.id, session.provider)
  }

  /** Booking.com knows hotels: the one of the credentials, of the account, of the claim, else the derived one. */
  async #askBooking(
    { workspace, session }: BoundHeld,
    { credentials, accountId }: CompletionInput,
  ): Promise<Account> {
    await checkCredentials(credentials ?? {}, this.#pause)
    if (credentials?.hotelId !== undefined) requireHotelId(credentials.hotelId, 'credentials.hotelId')
    const hotelId = credentials?.hotelId ?? accountId ?? session.claim?.hotelId
    if (hotelId === undefined) return defaultAccount(workspace.id, session.provider)
    if (hotelIdForm.test(hotelId)) checkHotel(hotelId)
    return hotelAccount(hotelId)
  }
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
