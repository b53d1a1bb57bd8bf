import type { Static } from '@sinclair/typebox'
import { fail } from '../errors/api-error.js'
import type { Pause } from '../lib/clock.js'
import { type MaybePromise, then } from '../lib/maybe-promise.js'
import {
  accountOf,
  type Credentials,
  checkCredentials,
  checkHotel,
  credentialsId,
  defaultAccount,
  hotelAccount,
  hotelIdForm,
  requireHotelId,
  requireMintedPair,
} from '../providers/channel.js'
import { providerOf } from '../providers/lookup.js'
import type { Provider, ProviderSlug } from '../providers/providers.js'
import { type BoundSession, isCompleted, type Session } from '../sessions/model.js'
import { requireResumed } from '../sessions/resumed.js'
import type { CompleteBody } from '../sessions/schema.js'
import {
  type BoundSessionContext,
  boundAs,
  type Completion,
  type SessionContext,
  type SessionService,
} from '../sessions/service.js'
import { connectedAs } from '../sessions/sign-in.js'
import type { Page, RecordList, RecordStore } from '../storage/records.js'
import type { ApiVersion } from '../versions/api-version.js'
import { pauseOnce } from '../workspaces/pause-once.js'
import type { Transactions } from '../workspaces/transactions.js'
import type { Workspace } from '../workspaces/workspace.js'
import type { Workspaces } from '../workspaces/workspaces.js'
import { type GivenCredentials, readCredentials, requireCredentials } from './credentials.js'
import { type Account, type Connection, idOfConnection } from './model.js'
import { connectionRecords } from './records.js'
import { type SavedConnection, saveConnection } from './save.js'

/** What completing a session may say of the account. */
export type CompletionInput = Partial<Omit<Static<typeof CompleteBody>, 'provider'>>

export interface ConnectionServiceDeps {
  readonly records: RecordStore
  readonly transactions: Transactions
  readonly workspaces: Workspaces
  readonly sessions: SessionService
}

/** How a call asks the channel. */
export interface ChannelCall {
  /** The version of the API that it speaks. */
  readonly version: ApiVersion
  /** Lets it wait for a slow channel, and throws what ends it then. */
  readonly pause: Pause
}

/** The account that the channel knows, and what tells the credentials that opened it. */
type AskedAccount = Account & Pick<Connection, 'credentialsId'>

/** How errors name the place of a credential. */
const within = 'credentials.'

/** Connects accounts through the simulated channel, and lists them. */
export class ConnectionService {
  readonly #deps: ConnectionServiceDeps

  constructor(deps: ConnectionServiceDeps) {
    this.#deps = deps
  }

  /** A page of the connections of a workspace. */
  async list(workspaceId: string, page: Page): Promise<RecordList<Connection>> {
    return this.#deps.records.list(workspaceId, connectionRecords, page)
  }

  /** The connection of a workspace with this id. */
  async find(workspaceId: string, id: string): Promise<Connection | undefined> {
    const [found] = await this.#deps.records.read(workspaceId, [{ collection: connectionRecords, id }])
    return found?.value
  }

  /** The connection that a session was completed with, if it is still there. */
  async madeBy({ workspace, session }: SessionContext): Promise<Connection | undefined> {
    if (!isCompleted(session)) return undefined
    const { accountId } = session
    return this.find(workspace.id, idOfConnection(workspace.id, connectedAs(session, accountId), accountId))
  }

  /**
   * Connects an account by its credentials, without a session.
   *
   * @throws {ApiError} `invalid_credentials`, `provider_unavailable`, what `pause` throws; then nothing is stored.
   */
  async connectDirectly(
    workspace: Workspace,
    provider: ProviderSlug,
    credentials: Credentials,
    pause: Pause,
  ): Promise<SavedConnection> {
    const { transactions, workspaces } = this.#deps
    await checkCredentials(credentials, pauseOnce(workspace, pause))
    if (workspace.hasWaited && !(await workspaces.isSame(workspace))) failEmptied()
    const account = accountOf(workspace.origin, provider, credentials)
    return transactions.run(workspace, async (tx) => {
      if (tx.state.generation !== workspace.generation) failEmptied()
      const { workspaceId } = tx
      return saveConnection(tx, {
        workspaceId,
        provider,
        account,
        accessType: null,
        rooms: {},
        credentialsId: credentialsId(workspace.origin, provider, credentials),
      })
    })
  }

  /**
   * Completes a session with what a tester or a form says of the account. One for a provider with the pattern
   * credentials needs them.
   *
   * @throws {ApiError} `invalid_body` for missing credentials, or another account than the session resumes; what the channel refuses (`invalid_credentials`,
   * `designation_pending`, `booking_error`, `provider_unavailable`), and the session stays usable; `session_terminal`,
   * `session_expired` when it ended meanwhile.
   */
  complete(
    context: BoundSessionContext,
    input: CompletionInput,
    call: ChannelCall,
  ): MaybePromise<SavedConnection> {
    requireResumed(context.session, input.accountId, 'accountId')
    return then(this.#askChannel(context, input, call), (asked) => {
      // The channel may have been slow: the hotel that is claimed by now counts.
      const isNamed = input.credentials?.hotelId !== undefined || input.accountId !== undefined
      const account = ({ claim, resumes, signIn }: Session) => {
        const begun = claim === null ? signIn?.account : hotelAccount(claim.hotelId)
        const { id, name } = resumes ?? (isNamed ? asked : (begun ?? asked))
        return { id: input.accountId ?? id, name: input.accountName ?? name }
      }
      const { credentialsId } = asked
      return this.#deps.sessions.complete(context, { bind: boundAs(context), account, credentialsId })
    })
  }

  /**
   * Completes a session as an approving host would: with the account to resume, the one at which they sign in, the claimed
   * hotel, or their one account.
   */
  async approve(context: SessionContext, bind: Completion['bind']): Promise<Session> {
    const account = ({ claim, provider, resumes, signIn }: BoundSession) =>
      resumes ??
      signIn?.account ??
      (claim ? hotelAccount(claim.hotelId) : defaultAccount(context.workspace.origin, provider))
    return (await this.#deps.sessions.complete(context, { bind, account })).session
  }

  #askChannel(
    context: BoundSessionContext,
    input: CompletionInput,
    call: ChannelCall,
  ): MaybePromise<AskedAccount> {
    const { provider: slug } = context.session
    const { credentials, accountId, accountName } = input
    if (slug === 'booking') return this.#askBooking(context, input, call)
    const provider = providerOf(slug)
    if (credentials !== undefined || provider.connectPattern === 'credentials')
      return this.#checkForm(context, provider, credentials, call)
    const isNamed = accountId !== undefined && accountName !== undefined
    return isNamed ? { id: accountId, name: accountName } : defaultAccount(context.workspace.origin, slug)
  }

  async #checkForm(
    { workspace, session }: BoundSessionContext,
    provider: Provider,
    given: GivenCredentials = {},
    { version, pause }: ChannelCall,
  ): Promise<AskedAccount> {
    const wanted =
      provider.credentials.length > 0
        ? requireCredentials(provider, given, { version, within })
        : readCredentials(provider, given, within)
    await checkCredentials(wanted, pauseOnce(workspace, pause))
    const { origin } = workspace
    if (provider.connectPattern !== 'activation') {
      const account = accountOf(origin, session.provider, wanted)
      const isForm = provider.connectPattern === 'credentials'
      return isForm ? { ...account, credentialsId: credentialsId(origin, session.provider, wanted) } : account
    }
    requireMintedPair(session.id, wanted)
    return defaultAccount(origin, session.provider)
  }

  /** Booking.com knows hotels: the one of the credentials, of the account, of the claim, else the derived one. */
  async #askBooking(
    { workspace, session }: BoundSessionContext,
    { credentials: given = {}, accountId }: CompletionInput,
    { pause }: ChannelCall,
  ): Promise<Account> {
    const credentials = readCredentials(providerOf('booking'), given, within)
    await checkCredentials(credentials, pauseOnce(workspace, pause))
    if (credentials.hotelId !== undefined) requireHotelId(credentials.hotelId, 'credentials.hotelId')
    requireResumed(session, credentials.hotelId, 'credentials.hotelId')
    const hotelId = credentials.hotelId ?? accountId ?? session.claim?.hotelId
    if (hotelId === undefined) return defaultAccount(workspace.origin, session.provider)
    if (hotelIdForm.test(hotelId)) checkHotel(hotelId)
    return hotelAccount(hotelId)
  }
}

function failEmptied(): never {
  fail('provider_unavailable', {
    message: 'The workspace was emptied while the provider took its time. Nothing was stored.',
  })
}
