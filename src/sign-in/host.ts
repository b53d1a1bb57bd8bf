import type { Pause } from '../lib/clock.js'
import { hostAccount } from '../providers/channel.js'
import type { extranet } from '../providers/providers.js'
import type { Account } from '../sessions/account.js'
import type { BoundSessionContext } from '../sessions/service.js'
import type { SignInReason } from '../sessions/sign-in.js'
import { pauseOnce } from '../workspaces/pause-once.js'
import { askChannel, endingOf, type MagicWord, magicWordOf } from './magic.js'

/** Who wants to sign in: an e-mail address, or the name of a user who is invited, with the password that was typed in. */
export interface Host {
  readonly who: string
  readonly password: string
}

/** What a channel knows of a host. */
export interface HostAnswer {
  readonly account: Account
  /** The magic value that the host is named by. */
  readonly word: MagicWord | undefined
  /** Why the host may not sign in; null when they may. */
  readonly reason: SignInReason | null
}

/** Why a host could not sign in, to show to people. */
export const reasonTexts: Readonly<Record<SignInReason, string>> = {
  bad_credentials: 'The e-mail address or the password is wrong.',
  blocked: 'The account is blocked. The host must unblock it at the channel.',
  bad_code: 'The code is wrong or too old.',
}

/**
 * Asks the simulated channel which account a host has, and whether they may sign in. A session that resumes an account is
 * about that one, whoever signs in.
 *
 * @throws {ApiError} `provider_unavailable`, and what `pause` throws.
 */
export async function askAboutHost(
  { session, workspace }: BoundSessionContext,
  channel: 'vrbo' | typeof extranet,
  { who, password }: Host,
  pause: Pause,
): Promise<HostAnswer> {
  const word = magicWordOf(who)
  const account = session.resumes ?? hostAccount(workspace.origin, channel, who.toLowerCase(), endingOf(word))
  return { account, word, reason: await askChannel(word, password, pauseOnce(workspace, pause)) }
}
