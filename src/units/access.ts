import { fail } from '../errors/api-error.js'
import { maskForResponse } from '../lib/masking.js'
import { numberOfAccount } from '../providers/channel.js'
import type { Session } from '../sessions/model.js'
import { connectedAs, type SignIn } from '../sessions/sign-in.js'
import type { ConnectionTarget } from './model.js'

/** @throws {ApiError} `not_found` for another account than that of the session; `claim_pending`, `designation_pending`. */
export function requireSignedIn(session: Session, named: ConnectionTarget): SignIn {
  const { signIn } = session
  if (signIn === null) failUnknown(named)
  requireOwn(session, signIn.account.id, named)
  if (signIn.step === 'awaiting_mapping') return signIn
  return signIn.flow === 'vrbo-login' ? failBeforeCode(signIn) : failWithoutAccess(signIn)
}

function failBeforeCode({ step }: SignIn): never {
  const what = step === 'pending' ? 'Log in again' : 'Send the one-time code'
  fail('claim_pending', {
    message: 'The host has not signed in to Vrbo yet.',
    fix: `${what} with POST /v1/connect/vrbo-login/session first.`,
    retry_after: 2,
  })
}

function failWithoutAccess({ step }: SignIn): never {
  if (step === 'failed') {
    fail('designation_pending', {
      message: 'The Extranet has refused the sign-in of the host.',
      fix: 'Let the host sign in again with POST /v1/connect/booking-extranet-login/session.',
    })
  }
  fail('designation_pending', {
    message: 'The host has not given access in the Extranet yet.',
    fix: 'Ask for GET /v1/connect/booking-extranet-login/status until awaitingMapping is true.',
  })
}

/** @throws {ApiError} `not_found` for another account than that of the session. */
export function requireOwn({ provider, signIn }: Session, accountId: string, named: ConnectionTarget): void {
  const names = [accountId, String(numberOfAccount(accountId))]
  const isOwn = provider !== null && connectedAs({ provider, signIn }, accountId) === named.channel
  if (!isOwn || !names.includes(named.accountId)) failUnknown(named)
}

/** @throws {ApiError} `not_found`, always. */
export function failUnknown({ channel, accountId }: ConnectionTarget): never {
  const shown = maskForResponse(`${channel}:${accountId}`)
  fail('not_found', {
    message: `There is no connection ${shown} here.`,
    fix: 'Use an account of GET /v1/connect. Before its mapping is confirmed, send the sessionId in which its host has signed in.',
    field: 'id',
    value_received: shown,
  })
}

/** @throws {ApiError} `claim_pending` while the units of an account are imported. */
export function requireImported({ status }: { readonly status: string }): void {
  if (status !== 'importing') return
  fail('claim_pending', {
    message: 'The units of the account are still being imported.',
    fix: 'Ask for the units again until their status is ready.',
    retry_after: 2,
  })
}
