/** A store that a server can not start with, because waiting would not help. Its message is one line without secrets. */
export class StoreError extends Error {}

/** What the store, or what answers in its place, says of a URL that will never do. */
const refusals: readonly (readonly [pattern: RegExp, message: string])[] = [
  [
    /DB index|SELECT is not allowed/,
    'REPULL_MOCK_STORE_URL names a database that its store does not have; leave the number out for the first',
  ],
  [
    /\b(?:WRONGPASS|NOAUTH)\b|invalid password/,
    'the store of REPULL_MOCK_STORE_URL refuses its user name or password',
  ],
  [/^Protocol error/, 'what answers at REPULL_MOCK_STORE_URL is no Redis or Valkey'],
  [
    /cluster support disabled/,
    'the store of REPULL_MOCK_STORE_URL is no cluster; write redis:// or rediss:// without +cluster',
  ],
  [
    /\b(?:SSL|TLS|EPROTO)\b|certificate/i,
    'the store of REPULL_MOCK_STORE_URL can not be spoken to by TLS, which rediss:// asks for',
  ],
]

/** Why a server can not start with a store, when a failure says that waiting would not help. */
export function refusalOf({ message }: Error): StoreError | undefined {
  const found = refusals.find(([pattern]) => pattern.test(message))
  return found === undefined ? undefined : new StoreError(found[1])
}
