import { URLSearchParams } from '../lib/node-globals.js'
import type { Session } from '../sessions/model.js'

/**
 * The address of a session's own page, relative to the page that was asked for, so that it holds behind any proxy and
 * under any prefix.
 *
 * @param from the path that was asked for, as this server sees it.
 * @param more what else the query says, e.g. the step.
 * @example addressFrom('/connect/', session) // '../connect/airbnb?session=cs_…'
 */
export function addressFrom(
  from: string,
  { id, provider }: Pick<Session, 'id' | 'provider'>,
  more: Readonly<Record<string, string>> = {},
): string {
  const query = new URLSearchParams({ session: id, ...more })
  return `${rootFrom(from)}connect${provider === null ? '' : `/${provider}`}?${query}`
}

/**
 * The way from a page to the root of this server.
 *
 * @example rootFrom('/docs/errors?a=1') // '../'
 */
export function rootFrom(from: string): string {
  const [path = ''] = from.split('?', 1)
  return '../'.repeat(path.split('/').length - 2)
}
