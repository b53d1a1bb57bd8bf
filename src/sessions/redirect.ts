import { URL, URLSearchParams } from '../lib/node-globals.js'
import { isExpired, type Session } from './model.js'

/**
 * Where the browser goes when the host is done: the app's redirectUrl, its own query and fragment kept, with what
 * became of the session.
 *
 * @param nowMs epoch milliseconds of the workspace.
 * @returns null when the session has no redirectUrl or is still open.
 */
export function returnUrl(session: Session, nowMs: number): string | null {
  if (session.redirectUrl === null) return null
  const outcome = outcomeOf(session, nowMs)
  if (outcome === null) return null
  const added = new URLSearchParams(
    Object.entries({
      ...outcome,
      provider: session.provider,
      sessionId: session.id,
      state: session.state,
    }).filter((pair): pair is [string, string] => pair[1] !== null),
  )
  const url = new URL(session.redirectUrl)
  const own = url.search === '' ? [] : url.search.slice(1).split('&')
  const kept = own.filter((pair) => ![...new URLSearchParams(pair).keys()].some((name) => added.has(name)))
  url.search = [...kept, added].join('&')
  return url.href
}

function outcomeOf(session: Session, nowMs: number): Record<string, string | null> | null {
  if (isExpired(session, nowMs)) return { status: 'expired' }
  switch (session.status) {
    case 'completed':
      return {
        status: 'connected',
        accountId: session.accountId,
        ...(session.provider === 'airbnb' && { hostId: session.accountId }),
      }
    case 'cancelled':
      return { status: 'cancelled', code: 'access_denied' }
    case 'errored':
      return { status: 'cancelled', code: 'account_conflict' }
    default:
      return null
  }
}
