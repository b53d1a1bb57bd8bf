import { ApiError } from '../errors/api-error.js'

/** A store that a server cannot start with, because waiting would not help. Its message is one line without secrets. */
export class StoreError extends Error {}

/** What the store, or what answers in its place, says of a URL that never works. */
const refusals: readonly (readonly [pattern: RegExp, message: string])[] = [
  [
    /DB index|SELECT is not allowed/,
    'REPULL_MOCK_STORE_URL names a database that its store does not have; leave the number out for the first',
  ],
  [
    /\b(?:WRONGPASS|NOAUTH)\b|invalid password/,
    'the store of REPULL_MOCK_STORE_URL refuses its user name or password',
  ],
  [
    /\bNOPERM\b|executing the script can't/,
    'the user of REPULL_MOCK_STORE_URL lacks permissions in its store; it needs all commands (+@all), and all keys (~) and channels (&) that begin with REPULL_MOCK_STORE_PREFIX',
  ],
  [/^Protocol error/, 'what answers at REPULL_MOCK_STORE_URL is no Redis or Valkey'],
  [
    /cluster support disabled/,
    'the store of REPULL_MOCK_STORE_URL is no cluster; write redis:// or rediss:// without +cluster',
  ],
  [
    /certificate/i,
    'the certificate of the store of REPULL_MOCK_STORE_URL is not trusted, has expired, or is for another name; NODE_EXTRA_CA_CERTS names a file of authorities that Node trusts too',
  ],
  [
    /\b(?:SSL|TLS|EPROTO)\b/i,
    'the store of REPULL_MOCK_STORE_URL cannot be spoken to by TLS, which rediss:// asks for',
  ],
]

/** Why a server cannot start with a store, when a failure says that waiting would not help. */
export function refusalOf({ message }: Error): StoreError | undefined {
  const found = refusals.find(([pattern]) => pattern.test(message))
  return found === undefined ? undefined : new StoreError(found[1])
}

/** Replies by which the store says that the script is wrong, and not that it cannot serve at the moment. */
const bugs = ['ERR', 'WRONGTYPE', 'NOSCRIPT']

/**
 * In a word what went wrong with a call to the store, for a log: the one with which its reply begins, as `OOM`, or the
 * code of the system, as `ECONNREFUSED`. Nothing else, because the client's own errors carry the whole call.
 */
export function wordOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? refusalWordOf(error) ?? 'closed'
}

/** The word of a store that answered with a refusal, or not in time; undefined when it was not reached. */
export function refusalWordOf(error: unknown): string | undefined {
  const { message } = error as Error
  // Redis 7.0 says without a word of its own what a script may not do.
  if (/executing the script can't/.test(message)) return 'NOPERM'
  return replyWord(message) ?? (/timed out|timeout/i.test(message) ? 'timeout' : undefined)
}

/** Whether the store refused a script that it does not have. */
export function isUnknownScript(error: unknown): boolean {
  return wordOf(error) === 'NOSCRIPT'
}

/** What the caller hears of a failed call: a bug as such, and of all else that the store is not available. */
export function failureOf(error: unknown): Error {
  if (bugs.includes(wordOf(error))) return new Error((error as Error).message)
  const word = refusalWordOf(error)
  return unavailable(word === 'timeout' ? undefined : word)
}

/** @param refusal the word with which the store refuses, when it was reached. */
function unavailable(refusal: string | undefined): ApiError {
  const store = 'the Redis or Valkey of REPULL_MOCK_STORE_URL'
  const [problem, remedy] =
    refusal === undefined
      ? ['cannot be reached, or does not answer in time', `see that ${store} runs`]
      : [`refuses calls: it answers ${refusal}`, `see why ${store} answers ${refusal}`]
  return new ApiError('store_unavailable', {
    message: `The store of this server (REPULL_MOCK_STORE_URL) ${problem}.`,
    fix: `Send the request again in a moment; a change that was under way is made whole or not at all. If it lasts, ${remedy}.`,
  })
}

/** Stores before Redis 7 put what a command in a script said behind words of their own. */
function replyWord(message: string): string | undefined {
  return /^(?:Ready check failed: |ERR Error running script .*?: -)?([A-Z]{3,}) /.exec(message)?.[1]
}
