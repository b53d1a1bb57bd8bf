import { fail } from '../errors/api-error.js'
import type { Pause } from '../lib/clock.js'
import { slowMs } from '../providers/channel.js'
import type { SignInReason } from '../sessions/sign-in.js'

/** What a value makes of a sign-in, in each flow; empty where it is like any other. */
interface MagicValue {
  readonly where: 'word' | 'password' | 'code'
  readonly vrbo: string
  readonly extranet: string
}

/**
 * The values that choose the answers of the simulated channels (ours). A `word` stands before the @ of the e-mail address, or
 * is the name of an invitation. Docs are made from this table.
 */
export const magicValues = {
  blocked: {
    where: 'word',
    vrbo: '`failed` with the reason `blocked`',
    extranet: '`failed`, `errorMessage` is `blocked`',
  },
  pending: {
    where: 'word',
    vrbo: '`pending`; the same login again asks for the code',
    extranet: 'stays `signing_in` or `invited` until a recheck',
  },
  trusted: { where: 'word', vrbo: '`connected` at once, without a code', extranet: '' },
  permissions: {
    where: 'word',
    vrbo: '',
    extranet: '`needs_permissions` until a recheck',
  },
  importing: {
    where: 'word',
    vrbo: 'an account id that ends in 425: its units are `importing` for two calls, its import takes ten seconds',
    extranet: 'an account id that ends in 425: its units are `importing` for two calls',
  },
  slow: { where: 'word', vrbo: 'three seconds, then as usual', extranet: 'three seconds, then as usual' },
  unavailable: { where: 'word', vrbo: '503 `provider_unavailable`', extranet: '503 `provider_unavailable`' },
  invalid: {
    where: 'password',
    vrbo: '`failed` with the reason `bad_credentials`',
    extranet: '`failed`, `errorMessage` is `bad_credentials`',
  },
  '000000': { where: 'code', vrbo: '`failed` with the reason `bad_code`', extranet: '' },
} as const satisfies Readonly<Record<string, MagicValue>>

export type MagicWord = keyof typeof magicValues

/** The digits in which the id of an account ends. */
export function endingOf(word: MagicWord | undefined): string {
  return word === 'importing' ? '425' : '1'
}

/**
 * The word of an e-mail address or a name.
 *
 * @example magicWordOf('Blocked@example.com') // 'blocked'
 */
export function magicWordOf(text: string): MagicWord | undefined {
  const word = (text.split('@', 1)[0] as string).trim().toLowerCase()
  const isWord = Object.hasOwn(magicValues, word) && magicValues[word as MagicWord].where === 'word'
  return isWord ? (word as MagicWord) : undefined
}

/**
 * Asks the simulated channel whether a host may sign in. A password may be `invalid`, `slow` or `unavailable`, as any other
 * credential.
 *
 * @returns why not; null when they may.
 * @throws {ApiError} `provider_unavailable`, and what `pause` throws.
 */
export async function askChannel(
  word: MagicWord | undefined,
  password: string,
  pause: Pause,
): Promise<SignInReason | null> {
  const values: readonly (string | undefined)[] = [word, password]
  if (values.includes('unavailable')) fail('provider_unavailable')
  if (values.includes('slow')) await pause(slowMs)
  if (password === 'invalid') return 'bad_credentials'
  return word === 'blocked' ? 'blocked' : null
}

/** Whether a one-time code is one that the simulated channel has sent: any six digits but 000000 (ours). */
export function isGoodCode(code: string): boolean {
  return /^[0-9]{6}$/.test(code) && code !== '000000'
}
