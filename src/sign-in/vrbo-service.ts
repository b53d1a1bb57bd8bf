import type { AccountImport } from '../connections/import.js'
import { importOf, noImport } from '../connections/import.js'
import type { ConnectionService } from '../connections/service.js'
import { fail } from '../errors/api-error.js'
import type { Pause } from '../lib/clock.js'
import { maskForResponse } from '../lib/masking.js'
import { numberOfAccount } from '../providers/channel.js'
import type { AccessType, Account } from '../sessions/account.js'
import { isCompleted, type Session, signIn } from '../sessions/model.js'
import type { BoundSessionContext, SessionService } from '../sessions/service.js'
import { beginSignIn, type SignIn, type SignInReason, type SignInStep } from '../sessions/sign-in.js'
import { askAboutHost } from './host.js'
import { isGoodCode, type MagicWord } from './magic.js'

/** What a host types in. */
export interface VrboLogin {
  readonly email: string
  readonly password: string
  readonly accessType: AccessType | undefined
}

export interface VrboCode {
  readonly accountId: number | undefined
  readonly code: string
}

/** How a sign-in stands after a call. */
export interface VrboOutcome {
  readonly account: Account
  readonly email: string | null
  readonly step: SignInStep
  readonly reason: SignInReason | null
}

/** The import of the account of a session. */
export interface SessionImport {
  readonly account: Account
  readonly accessType: AccessType | null
  readonly progress: AccountImport
}

export interface VrboSignInDeps {
  readonly sessions: SessionService
  readonly connections: ConnectionService
}

/** Vrbo's host sign-in: e-mail and password, a one-time code; then the mapping of the units connects the account. */
export class VrboSignIn {
  readonly #sessions: SessionService
  readonly #connections: ConnectionService

  constructor({ sessions, connections }: VrboSignInDeps) {
    this.#sessions = sessions
    this.#connections = connections
  }

  /**
   * Begins a sign-in. One that fails changes nothing.
   *
   * @throws {ApiError} `invalid_body` for more access than the session asks for, `provider_unavailable`; `session_terminal`,
   * `session_expired` when it ended meanwhile.
   */
  async login(context: BoundSessionContext, given: VrboLogin, pause: Pause): Promise<VrboOutcome> {
    const { email, password } = given
    const accessType = requireAccess(context.session, given.accessType)
    const { account, word, reason } = await askAboutHost(context, 'vrbo', { who: email, password }, pause)
    if (reason !== null) return { account, email, step: 'failed', reason }
    const changed = await this.#sessions.change(context, (current) =>
      signIn(
        current,
        beginSignIn('vrbo-login', account, {
          email,
          accessType,
          step: nextStep(word, current.signIn, account),
        }),
      ),
    )
    return changed.signIn as SignIn
  }

  /**
   * Ends a sign-in with the one-time code. A wrong code may be followed by another one.
   *
   * @throws {ApiError} `invalid_body` when no code is asked for, or for another account; `session_terminal`, `session_expired`.
   */
  async enterCode(context: BoundSessionContext, { accountId, code }: VrboCode): Promise<VrboOutcome> {
    const begun = requireCodeStep(context.session, accountId)
    if (!isGoodCode(code)) return { ...begun, step: 'failed', reason: 'bad_code' }
    const changed = await this.#sessions.change(context, (current) =>
      signIn(current, { ...requireCodeStep(current, accountId), step: 'awaiting_mapping' }),
    )
    return changed.signIn as SignIn
  }

  /**
   * How far the import of the account is, which begins when the session is completed.
   *
   * @throws {ApiError} `claim_pending` before anybody has signed in.
   */
  async importOf(context: BoundSessionContext): Promise<SessionImport> {
    const { session, workspace } = context
    if (isCompleted(session)) {
      const made = await this.#connections.madeBy(context)
      const { account, accessType } = made ?? {
        account: { id: session.accountId, name: '' },
        accessType: null,
      }
      return { account, accessType, progress: importOf(made, workspace.clock.now()) }
    }
    const { signIn } = session
    if (signIn === null || signIn.step !== 'awaiting_mapping') failUnsigned()
    return { account: signIn.account, accessType: signIn.accessType, progress: noImport }
  }
}

function nextStep(word: MagicWord | undefined, before: SignIn | null, account: Account): SignInStep {
  if (word === 'trusted') return 'awaiting_mapping'
  const isRepeated = before?.step === 'pending' && before.account.id === account.id
  return word === 'pending' && !isRepeated ? 'pending' : 'otp_required'
}

/** What a session asks for locks the choice of the host; full access, which it asks for by default, does not (ours). */
function requireAccess({ accessType: asked }: Session, given: AccessType | undefined): AccessType | null {
  if (given === undefined || given === asked || asked === 'full_access') return given ?? asked
  return fail('invalid_body', {
    message: `accessType is ${given}, but the session asks for ${asked}.`,
    fix: `Leave accessType out, or open a session that asks for ${given}.`,
    field: 'accessType',
    value_received: given,
    // Nobody who signs in can choose to read only; leaving it out does.
    ...(asked === 'messaging' && { valid_values: [asked] }),
  })
}

/**
 * The sign-in that a code is for. One that has the code already takes it again, because its answer may have been lost.
 *
 * @param accountId the account that the code is sent to; undefined for whichever it is.
 */
function requireCodeStep({ signIn }: Session, accountId: number | undefined): SignIn {
  if (signIn?.step === 'otp_required' || signIn?.step === 'awaiting_mapping') {
    if (accountId !== undefined && accountId !== numberOfAccount(signIn.account.id))
      failForeign(signIn, accountId)
    return signIn
  }
  return fail('invalid_body', {
    message: 'No sign-in of this session waits for a code.',
    fix: 'Send action "login" with email and password first.',
    field: 'action',
    value_received: 'otp',
    valid_values: ['login'],
  })
}

function failForeign({ account }: SignIn, accountId: number): never {
  const own = String(numberOfAccount(account.id))
  fail('invalid_body', {
    message: `accountId is ${accountId}, but the host signs in to ${own}.`,
    fix: 'Send the accountId that the login answered, or leave it out.',
    field: 'accountId',
    value_received: maskForResponse(String(accountId)),
    valid_values: [own],
  })
}

function failUnsigned(): never {
  fail('claim_pending', {
    message: 'Nobody has signed in to Vrbo in this session yet.',
    fix: 'Sign in with POST /v1/connect/vrbo-login/session first.',
    retry_after: 2,
  })
}
