import { type ConnectedSlug, connectedSlugs, extranet, slugOf } from '../providers/providers.js'
import type { Session } from '../sessions/model.js'
import type { SessionService } from '../sessions/service.js'
import { beginSignIn, type SignIn } from '../sessions/sign-in.js'
import type { RecordStore } from '../storage/records.js'
import type { Workspace } from '../workspaces/workspace.js'
import type { Workspaces } from '../workspaces/workspaces.js'
import { type Connection, idOfConnection } from './model.js'
import { connectionRecords } from './records.js'
import { readResumeToken } from './resume-link.js'

/** Why a link leads nowhere, in the published form, which is not that of other errors (published OpenAPI of 2026-10). */
export interface ResumeRefusal {
  readonly error: 'invalid_resume_token' | 'unsupported_channel' | 'bad_account'
  readonly reason: string
  readonly channel?: string
}

/** A connection that a link names, and where it is. */
export interface Resumable {
  readonly workspace: Workspace
  readonly connection: Connection
}

export interface ResumeServiceDeps {
  readonly records: RecordStore
  readonly workspaces: Workspaces
  readonly sessions: SessionService
}

/** Follows the links that lead hosts back to their connections. */
export class ResumeService {
  readonly #deps: ResumeServiceDeps

  constructor(deps: ResumeServiceDeps) {
    this.#deps = deps
  }

  /** The connection of a link, broken or healed since; else why there is none. */
  async find(token: string | undefined): Promise<Resumable | ResumeRefusal> {
    if (token === undefined) return { error: 'invalid_resume_token', reason: 'The link has no token t.' }
    const claim = readResumeToken(token)
    if (claim === null) return invalidToken
    const { workspaceId, accountId, resumeSecret } = claim
    const channel = connectedSlugs.find((slug) => slug === claim.provider)
    if (channel === undefined)
      return { error: 'unsupported_channel', reason: 'Accounts of this channel cannot be resumed.' }
    const connection = await this.#connectionOf(workspaceId, channel, accountId)
    if (connection === undefined)
      return { error: 'bad_account', reason: 'The account is not connected any more.', channel }
    if (connection.resumeSecret !== resumeSecret) return invalidToken
    return { workspace: await this.#deps.workspaces.ofId(workspaceId), connection }
  }

  /**
   * Opens a fresh session for a connection. Completing it heals the connection, and no other one.
   *
   * @throws {ApiError} `capacity_exceeded`.
   */
  async open({ workspace, connection }: Resumable): Promise<Session> {
    const { provider, account, accessType } = connection
    const signIn = provider === extranet ? lackingPermissions(connection) : null
    return this.#deps.sessions.open(workspace, {
      provider: slugOf(provider),
      accessType,
      resumes: account,
      signIn,
    })
  }

  async #connectionOf(
    workspaceId: string,
    provider: ConnectedSlug,
    accountId: string,
  ): Promise<Connection | undefined> {
    const id = idOfConnection(workspaceId, provider, accountId)
    const [found] = await this.#deps.records.read(workspaceId, [{ collection: connectionRecords, id }])
    return found?.value
  }
}

const invalidToken: ResumeRefusal = {
  error: 'invalid_resume_token',
  reason: 'The token of the link is not one that this server has given out.',
}

/** The host of an account of the Extranet must give the user who signs in there full access (published). */
function lackingPermissions({ account, email = null }: Connection): SignIn {
  return beginSignIn('booking-extranet-login', account, { email, step: 'needs_permissions' })
}
