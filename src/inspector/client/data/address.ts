import type { RecordedRequest } from './entries.js'

/** The path of a request, with its query. */
export function addressOf({ path, query }: Pick<RecordedRequest, 'path' | 'query'>): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    [value].flat().map((one): [string, string] => [name, String(one)]),
  )
  return pairs.length === 0 ? path : `${path}?${new URLSearchParams(pairs)}`
}
