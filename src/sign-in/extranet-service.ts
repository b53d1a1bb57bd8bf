import { fail } from '../errors/api-error.js'
import type { Pause } from '../lib/clock.js'
import { fingerprint } from '../lib/ids.js'
import { maskForResponse } from '../lib/masking.js'
import { numberOfAccount } from '../providers/channel.js'
import { extranet } from '../providers/providers.js'
import { isCompleted, type Session, signIn } from '../sessions/model.js'
import { requireResumedKind } from '../sessions/resumed.js'
import type { BoundSessionContext, SessionService } from '../sessions/service.js'
import { beginSignIn, type SignIn, type SignInStep } from '../sessions/sign-in.js'
import { askAboutHost } from './host.js'
import type { MagicWord } from './magic.js'

/** What a host types in, or how the user is called that they invite. */
export interface ExtranetHost {
  /** Null where the host invites a user. */
  readonly email: string | null
  readonly password: string
  /** The name of the invited user, or of the account. */
  readonly name: string | undefined
}

/** How a sign-in stands. */
export interface ExtranetStatus {
  readonly signIn: SignIn
  readonly completed: boolean
}

/** Which account a call is about, as it names it. */
export type AccountName = string | number

/** So many times the state of an invitation is asked for before the host has accepted it (ours). */
const invitedPolls = 1

const flow = 'booking-extranet-login'

/** The Booking.com Extranet: a host signs in with their login, or invites a user of it; then the mapping of the units connects the account. */
export class ExtranetSignIn {
  readonly #sessions: SessionService

  constructor(sessions: SessionService) {
    this.#sessions = sessions
  }

  /**
   * Begins a sign-in, or an invitation. One that is refused is kept as failed, so that its state can be asked for.
   *
   * @throws {ApiError} `invalid_body` in a session that resumes a hotel, `provider_unavailable`; `session_terminal`, `session_expired` when it ended meanwhile.
   */
  async begin(context: BoundSessionContext, host: ExtranetHost, pause: Pause): Promise<SignIn> {
    requireResumedKind(context.session, 'extranet', 'sessionId')
    const { email, password, name } = host
    const who = email ?? name ?? ''
    const asked = await askAboutHost(context, extranet, { who, password }, pause)
    const { word, reason } = asked
    const account = email === null || name === undefined ? asked.account : { ...asked.account, name }
    const step = reason !== null ? 'failed' : email === null ? 'invited' : 'signing_in'
    const begun = beginSignIn(flow, account, { email, step, reason, waitsFor: holdOf(word) })
    await this.#sessions.change(context, (current) => signIn(current, begun))
    return begun
  }

  /**
   * How the sign-in stands, also after the session is completed. Asking for it lets the host go on.
   *
   * @throws {ApiError} `not_found` for another account than the one of the session.
   */
  async status(context: BoundSessionContext, account: AccountName): Promise<ExtranetStatus> {
    const own = requireOwn(context.session, account)
    if (isCompleted(context.session)) return { signIn: own, completed: true }
    let shown = own
    await this.#sessions.change(context, (current) => {
      const before = requireOwn(current, account)
      const { step, polls } = before
      const isEarly = step === 'invited' && polls < invitedPolls
      const next = isEarly ? { ...before, polls: polls + 1 } : { ...before, step: nextStep(before), polls: 0 }
      const hasChanged = isEarly || next.step !== step
      shown = hasChanged ? next : before
      return hasChanged ? signIn(current, next) : current
    })
    return { signIn: shown, completed: false }
  }

  /**
   * Looks once more whether the host has given the access.
   *
   * @returns the id of the job that does so; null where there is nothing to look for. `ok` is false for a sign-in that failed.
   * @throws {ApiError} `not_found` for another account than the one of the session.
   */
  async recheck(context: BoundSessionContext, account: AccountName) {
    let { step } = requireOwn(context.session, account)
    await this.#sessions.change(context, (current) => {
      const before = requireOwn(current, account)
      step = before.step
      if (step === 'failed' || step === 'awaiting_mapping') return current
      return signIn(current, { ...before, step: 'awaiting_mapping', waitsFor: null, polls: 0 })
    })
    if (step === 'failed' || step === 'awaiting_mapping') return { ok: step !== 'failed', jobId: null }
    const job = Buffer.from(fingerprint('recheck', context.session.id, String(account)))
    return { ok: true, jobId: `job_${job.toString('hex').slice(0, 20)}` }
  }
}

/** The number that a host enters in the Extranet for its codes: a fictional one, which follows from the session (ours). */
export function twoFactorNumber(sessionId: string): string {
  const [digits = 0] = fingerprint('two-factor', sessionId)
  return `+1202555${String(100 + (digits % 100)).padStart(4, '0')}`
}

function holdOf(word: MagicWord | undefined): SignIn['waitsFor'] {
  if (word === 'pending') return 'recheck'
  return word === 'permissions' ? 'permissions' : null
}

function nextStep({ step, waitsFor }: SignIn): SignInStep {
  if (step !== 'invited' && step !== 'signing_in') return step
  if (waitsFor === 'recheck') return step
  return waitsFor === 'permissions' ? 'needs_permissions' : 'awaiting_mapping'
}

/** @throws {ApiError} `not_found` for another account than the one to which the host of the session signs in. */
function requireOwn({ signIn }: Session, account: AccountName): SignIn {
  const number = signIn && String(numberOfAccount(signIn.account.id))
  if (signIn !== null && [number, signIn.account.id].includes(String(account))) return signIn
  return fail('not_found', {
    message: `No host of this session signs in to the account ${maskForResponse(String(account))}.`,
    fix: 'Use the accountId that the sign-in or the invitation has answered.',
    field: 'accountId',
    value_received: maskForResponse(String(account)),
  })
}
