import type { Static } from '@sinclair/typebox'
import { isoTime } from '../lib/clock.js'
import { URL, URLSearchParams } from '../lib/node-globals.js'
import type { Provider, ProviderSlug } from '../providers/providers.js'
import { accessOf, isExpired, open, type Session } from './model.js'
import type { PickerSession, ProviderSession, SelectedProvider, SessionDetail } from './schema.js'

/** The address of the hosted page on which a user goes on. */
function pageUrl(publicUrl: string, { id }: Session, provider: ProviderSlug | null): string {
  return `${publicUrl}/connect${provider === null ? '' : `/${provider}`}?session=${id}`
}

/** What every answer about a session has, in both published spellings. */
export function presentSession(session: Session, publicUrl: string): Static<typeof PickerSession> {
  const expires = isoTime(session.expiresAt)
  return {
    id: session.id,
    sessionId: session.id,
    url: pageUrl(publicUrl, session, session.isPicker ? null : session.provider),
    expires_at: expires,
    expiresAt: expires,
    state: session.state,
  }
}

/** A session that was opened for one provider. It names each member, because adding to a spread object is slow. */
export function presentBound(
  session: Session,
  provider: ProviderSlug,
  publicUrl: string,
): Static<typeof ProviderSession> {
  const { id, sessionId, url, expires_at, expiresAt, state } = presentSession(session, publicUrl)
  return { id, sessionId, url, expires_at, expiresAt, state, provider, oauthUrl: url }
}

/** An open session in full. */
export function presentDetail(session: Session, publicUrl: string): Static<typeof SessionDetail> {
  return {
    ...presentSession(session, publicUrl),
    provider: session.provider,
    sessionStatus: session.status as Static<typeof SessionDetail>['sessionStatus'],
    createdAt: isoTime(session.createdAt),
    redirectUrl: session.redirectUrl,
    accessType: accessOf(session),
  }
}

/** A picker session whose provider was just chosen. */
export function presentSelection(
  session: Session,
  { id: provider, connectPattern: pattern }: Provider & { readonly id: ProviderSlug },
  publicUrl: string,
): Static<typeof SelectedProvider> {
  return { sessionId: session.id, provider, pattern, nextUrl: pageUrl(publicUrl, session, provider) }
}

/**
 * Where the browser returns to when the session is over: the app's redirectUrl, its own query and fragment kept, with
 * the outcome of the session.
 *
 * @param nowMs epoch milliseconds of the workspace.
 * @returns null when the session has no redirectUrl or is still open.
 */
export function returnUrl(session: Session, nowMs: number): string | null {
  const outcome = outcomeOf(session, nowMs)
  if (session.redirectUrl === null || outcome === null) return null
  const { provider, id: sessionId, state } = session
  const members = Object.entries({ ...outcome, provider, sessionId, state })
  const added = new URLSearchParams(members.filter((pair): pair is [string, string] => pair[1] !== null))
  const url = new URL(session.redirectUrl)
  const own = url.search === '' ? [] : url.search.slice(1).split('&')
  const kept = own.filter((pair) => ![...new URLSearchParams(pair).keys()].some((name) => added.has(name)))
  url.search = [...kept, added].join('&')
  return url.href
}

function outcomeOf(session: Session, nowMs: number): Record<string, string | null> | null {
  if (isExpired(session, nowMs)) return { status: 'expired' }
  const { accountId } = session
  switch (session.status) {
    case 'completed':
      return { status: 'connected', accountId, ...(session.provider === 'airbnb' && { hostId: accountId }) }
    case 'cancelled':
      return { status: 'cancelled', code: 'access_denied' }
    case 'errored':
      return { status: 'cancelled', code: 'account_conflict' }
    default:
      return null
  }
}

/** The public URL of the server in the examples of openapi.yaml. */
export const sampleUrl = 'http://127.0.0.1:7855'

/** The session in the examples of openapi.yaml. */
export const sampleSession: Session = open(
  'cs_01KAJ5M1Q0V7W8X9Y0Z1A2B3C4',
  { provider: 'airbnb', redirectUrl: `${sampleUrl}/demo/callback`, state: 'user-42' },
  Date.UTC(2026, 10, 21, 9),
  30 * 60_000,
)
