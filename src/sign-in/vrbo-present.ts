import type { Static } from '@sinclair/typebox'
import { numberOfAccount } from '../providers/channel.js'
import type { SignInReason, SignInStep } from '../sessions/sign-in.js'
import type { VrboLogin } from './vrbo-schema.js'
import type { VrboOutcome } from './vrbo-service.js'

const statuses: Readonly<Partial<Record<SignInStep, Static<typeof VrboLogin>['status']>>> = {
  pending: 'pending',
  otp_required: 'otp_required',
  awaiting_mapping: 'connected',
}

/** Why a host could not sign in, to show to people. */
export const reasonTexts: Readonly<Record<SignInReason, string>> = {
  bad_credentials: 'The e-mail address or the password is wrong.',
  blocked: 'The account is blocked. The host must unblock it at the channel.',
  bad_code: 'The code is wrong or too old.',
}

/** How a sign-in at Vrbo stands. */
export function presentVrboLogin({ account, email, step, reason }: VrboOutcome): Static<typeof VrboLogin> {
  const isDone = step === 'awaiting_mapping'
  return {
    accountId: numberOfAccount(account.id),
    status: statuses[step] ?? 'failed',
    reason,
    error: reason && reasonTexts[reason],
    destination: step === 'otp_required' && email !== null ? maskedEmail(email) : null,
    notificationEmail: isDone ? `vrbo-${numberOfAccount(account.id)}@notify.repull.example` : null,
    awaitingMapping: isDone,
  }
}

/** @example maskedEmail('noor@example.com') // 'n***@example.com' */
export function maskedEmail(email: string): string {
  return email.replace(/^(.)[^@]*/, '$1***')
}
