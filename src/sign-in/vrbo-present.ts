import type { Static } from '@sinclair/typebox'
import { numberOfAccount } from '../providers/channel.js'
import type { SignInStep } from '../sessions/sign-in.js'
import { reasonTexts } from './host.js'
import type { VrboLogin } from './vrbo-schema.js'
import type { VrboOutcome } from './vrbo-service.js'

const statuses: Readonly<Partial<Record<SignInStep, Static<typeof VrboLogin>['status']>>> = {
  pending: 'pending',
  otp_required: 'otp_required',
  awaiting_mapping: 'connected',
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
