import type { Connection } from '../connections/connection.js'
import { isoTime } from '../lib/clock.js'
import type { ProviderSlug } from '../providers/providers.js'
import type { Session, SessionStatus } from './session.js'

/** The address of the hosted page on which a user goes on. */
export function pageUrl(publicUrl: string, session: Pick<Session, 'id'>, provider: string | null): string {
  return `${publicUrl}/connect${provider === null ? '' : `/${provider}`}?session=${session.id}`
}

/** What every answer about a session has, in both published spellings. */
export function presentSession(session: Session, publicUrl: string) {
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

/** A session that was opened for one provider. Member by member, because to add to what is spread takes long. */
export function presentBound(session: Session, provider: ProviderSlug, publicUrl: string) {
  const { id, sessionId, url, expires_at, expiresAt, state } = presentSession(session, publicUrl)
  return { id, sessionId, url, expires_at, expiresAt, state, provider, oauthUrl: url }
}

/** An open session in full. */
export function presentDetail(session: Session, publicUrl: string) {
  return {
    ...presentSession(session, publicUrl),
    provider: session.provider,
    sessionStatus: session.status as Extract<SessionStatus, 'pending' | 'awaiting_room_mapping'>,
    createdAt: isoTime(session.createdAt),
    redirectUrl: session.redirectUrl,
    accessType: session.accessType,
  }
}

/** A connected account. */
export function presentConnection({ id, provider, account, createdAt }: Connection) {
  return {
    id,
    provider,
    status: 'active' as const,
    externalAccountId: account.id,
    createdAt: isoTime(createdAt),
    host: {
      displayName: account.name,
      displayNameLong: account.name,
      avatarUrl: null,
      avatarUrlLarge: null,
      activationStatus: 'active',
    },
  }
}
