import type { ConnectedSlug, ProviderSlug } from '../providers/providers.js'
import type { AccessType, Account } from './account.js'

/** Where a host signs in, by the words of the paths (published OpenAPI of 2026-10). */
export const signInFlows = ['vrbo-login', 'booking-extranet-login'] as const
export type SignInFlow = (typeof signInFlows)[number]

/** The provider of the sessions in which a host signs in. */
export const providerOfFlow = {
  'vrbo-login': 'vrbo',
  'booking-extranet-login': 'booking',
} as const satisfies Readonly<Record<SignInFlow, ProviderSlug>>

/** How far a host has come (ours). With `awaiting_mapping` the host has signed in. */
export const signInSteps = [
  'pending',
  'otp_required',
  'invited',
  'signing_in',
  'needs_permissions',
  'failed',
  'awaiting_mapping',
] as const
export type SignInStep = (typeof signInSteps)[number]

/** The steps to which a flow leads. Of Vrbo, one that fails leaves the session as it was. */
const stepsOfFlow: Readonly<Record<SignInFlow, readonly SignInStep[]>> = {
  'vrbo-login': ['pending', 'otp_required', 'awaiting_mapping'],
  'booking-extranet-login': ['invited', 'signing_in', 'needs_permissions', 'failed', 'awaiting_mapping'],
}

/** Why a host could not sign in (published OpenAPI of 2026-10, `reason`). */
export const signInReasons = ['bad_credentials', 'blocked', 'bad_code'] as const
export type SignInReason = (typeof signInReasons)[number]

/** What can hold a sign-in up until it is rechecked (ours). */
export const signInHolds = ['recheck', 'permissions'] as const

/** What signing in leaves in a session. */
export interface SignIn {
  readonly flow: SignInFlow
  readonly account: Account
  /** Null for a host who was only invited. */
  readonly email: string | null
  /** What the host lets the app do; null where there is no choice. */
  readonly accessType: AccessType | null
  readonly step: SignInStep
  /** Why it failed; null while it has not. */
  readonly reason: SignInReason | null
  /** What holds it up until it is rechecked: everything, or the permissions that its host must give; null for nothing. */
  readonly waitsFor: (typeof signInHolds)[number] | null
  /** How often its state, and then the units of its account, were asked for while they were not there. */
  readonly polls: number
}

/** A sign-in of which nothing but its place and its account is known. */
export function beginSignIn(flow: SignInFlow, account: Account, more: Partial<SignIn> = {}): SignIn {
  return {
    flow,
    account,
    email: null,
    accessType: null,
    step: 'awaiting_mapping',
    reason: null,
    waitsFor: null,
    polls: 0,
    ...more,
  }
}

/** Whether a host can have come to where a sign-in is: by its flow, with an e-mail address to which a code is sent, and a reason if it failed. */
export function isReachable({ flow, step, email, reason }: SignIn): boolean {
  const needsEmail = step === 'pending' || step === 'otp_required'
  return (
    stepsOfFlow[flow].includes(step) &&
    !(needsEmail && email === null) &&
    (step === 'failed') === (reason !== null)
  )
}

/** The parts of a session that signing in is about. */
interface BoundPlace {
  readonly provider: ProviderSlug
  readonly signIn: SignIn | null
}

/** What an account of a session is connected to: the Extranet where its host has signed in there. */
export function connectedAs({ provider, signIn }: BoundPlace, accountId: string): ConnectedSlug {
  const isExtranet = signIn?.flow === 'booking-extranet-login' && signIn.account.id === accountId
  return isExtranet ? 'booking_extranet' : provider
}

/**
 * What connecting an account keeps of how its host has signed in; nothing where the account is another one.
 *
 * @param nowMs epoch milliseconds of the workspace.
 */
export function signedInAs(place: BoundPlace, accountId: string, nowMs: number) {
  const { signIn } = place
  if (signIn === null || signIn.account.id !== accountId) return {}
  const { email, accessType } = signIn
  const provider = connectedAs(place, accountId)
  return { provider, email, accessType, ...(provider === 'vrbo' && { importRequestedAt: nowMs }) }
}
