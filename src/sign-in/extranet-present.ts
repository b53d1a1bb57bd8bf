import type { Static } from '@sinclair/typebox'
import { numberOfAccount } from '../providers/channel.js'
import type { SignIn } from '../sessions/sign-in.js'
import type * as schema from './extranet-schema.js'
import { type ExtranetStatus, twoFactorNumber } from './extranet-service.js'
import { reasonTexts } from './host.js'

/** What a host must do whose user has not enough access. */
const lackText =
  'The user needs full access. Give it in the Extranet, under Account and Users, then check again.'

/** The name of an invited user where the app gives none. */
const defaultName = 'Repull'

/** Whom a host is to invite. */
export function presentInvite(
  { account }: SignIn,
  name: string = defaultName,
  sessionId: string,
): Static<typeof schema.ExtranetInvite> {
  const accountId = numberOfAccount(account.id)
  return {
    accountId,
    inviteEmail: `host-${accountId}@invite.repull.example`,
    inviteName: name,
    twoFactorNumber: twoFactorNumber(sessionId),
  }
}

/** A sign-in that has begun. */
export function presentExtranetLogin(
  { account, step }: SignIn,
  sessionId: string,
): Static<typeof schema.ExtranetLogin> {
  const accountId = numberOfAccount(account.id)
  return {
    accountId,
    status: statusOf(step),
    twoFactorNumber: twoFactorNumber(sessionId),
    notificationEmail: `extranet-${accountId}@notify.repull.example`,
  }
}

/** How a sign-in stands. */
export function presentExtranetStatus({
  signIn: { account, step, reason },
  completed,
}: ExtranetStatus): Static<typeof schema.ExtranetStatus> {
  const lacksAccess = step === 'needs_permissions' && !completed
  const failed = completed ? null : reason
  return {
    accountId: String(numberOfAccount(account.id)),
    status: completed ? 'connected' : statusOf(step),
    errorMessage: lacksAccess ? 'needs_permissions' : failed,
    friendlyError: lacksAccess ? lackText : failed && reasonTexts[failed],
    completed,
    awaitingMapping: !completed && step === 'awaiting_mapping',
  }
}

/** The steps of Vrbo's sign-in do not occur here. */
function statusOf(step: SignIn['step']): Static<typeof schema.ExtranetLogin>['status'] {
  return step as Exclude<SignIn['step'], 'pending' | 'otp_required'>
}
