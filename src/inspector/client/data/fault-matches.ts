import { fitsGlob } from '../../../lib/glob.js'
import type { FaultMatch } from './entries.js'
import type { Row } from './row.js'

/** How many of the requests on the page calls like these are, where the server does not count them. */
export function countMatches(rows: readonly Row[], { method, path = '/v1/*', provider }: FaultMatch) {
  const requests = rows.filter(({ entry }) => entry.type === 'request')
  const matching = requests.filter(
    ({ method: own, title }) =>
      (method ?? own) === own &&
      fitsGlob(path, title) &&
      (provider === undefined || title.split('/').includes(provider)),
  )
  return { matches: matching.length, of: requests.length }
}
