import type { Link } from './redis-link.js'
import { StoreError } from './store-error.js'

/** How records are kept. Another number means that neither version can read what the other wrote. */
const format = '2'

const key = 'format'

/** Keys of the first format, which named none. */
const oldKeys = ['meta', 'standings', 'versions', 'journal']

/**
 * Refuses a prefix under which a store has keys of another format.
 *
 * @throws {StoreError} naming the remedy; `store_unavailable` (ApiError) when the store is away.
 */
export async function requireFormat(link: Link): Promise<void> {
  const found = await link.read<string | null>('get', [key])
  if (found === format) return
  const old =
    found === null ? await Promise.all(oldKeys.map((one) => link.read<number>('exists', [one]))) : [1]
  if (old.some((count) => count > 0)) {
    throw new StoreError(
      'the store has keys of another version of repull-mock under this prefix; choose another by REPULL_MOCK_STORE_PREFIX, or delete them',
    )
  }
  await link.write('set', [key], [format])
}
