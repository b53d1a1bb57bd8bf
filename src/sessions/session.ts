import { fail } from '../errors/api-error.js'
import { isoTime } from '../lib/clock.js'
import { knownProvider } from '../providers/provider-lookup.js'
import { type ProviderSlug, providerSlugs } from '../providers/providers.js'

/** What a session can have become. Expiry is not among them: it is a fact of time. */
export type SessionStatus = 'pending' | 'awaiting_room_mapping' | EndStatus

/** How a session can have ended for good. */
export type EndStatus = 'completed' | 'cancelled' | 'errored'

/** What the host lets an app do with an Airbnb account (published OpenAPI, `accessType`). */
export const accessTypes = ['full_access', 'messaging', 'read_only'] as const
export type AccessType = (typeof accessTypes)[number]

/** The languages of the hosted pages. */
export const locales = ['en', 'fr'] as const
export type Locale = (typeof locales)[number]

/**
 * The language of the hosted pages that a locale means; undefined when they do not have it.
 *
 * @example localeOf('fr_CA.UTF-8') // 'fr'
 */
export function localeOf(text: string): Locale | undefined {
  const language = text.toLowerCase().split(/[-_.@]/, 1)[0]
  return locales.find((one) => one === language)
}

/** Which listing each room of a hotel is mapped to; null where a room was unmapped. */
export type RoomMapping = Readonly<Record<string, string | null>>

/** What verifying a Booking.com hotel leaves in a session. */
export interface Claim {
  readonly hotelId: string
  /** How often the rooms were asked for while they were still being imported. */
  readonly polls: number
}

/** A Connect session, an immutable value. Times are epoch milliseconds of the workspace. */
export interface Session {
  readonly id: string
  readonly status: SessionStatus
  readonly provider: ProviderSlug | null
  /** Whether the user picks the provider, so that the session began without one. */
  readonly isPicker: boolean
  /** The providers that a picker offers; null for all. */
  readonly allowedProviders: readonly ProviderSlug[] | null
  readonly redirectUrl: string | null
  readonly state: string | null
  /** The language that the app asked for; null when it named none that the pages have. */
  readonly locale: Locale | null
  readonly accessType: AccessType | null
  readonly createdAt: number
  readonly expiresAt: number
  readonly claim: Claim | null
  /** The external account that completing connected. */
  readonly accountId: string | null
}

/** A session whose provider is chosen. */
export type BoundSession = Session & { readonly provider: ProviderSlug }

const terminal: ReadonlySet<SessionStatus> = new Set(['completed', 'cancelled', 'errored'])

/** Whether the session has ended for good. */
export function isTerminal(session: Session): session is Session & { readonly status: EndStatus } {
  return terminal.has(session.status)
}

/** Whether the session's lifetime is over: at `expiresAt` it is, a millisecond before it is not. */
export function isExpired(session: Session, nowMs: number): boolean {
  return !isTerminal(session) && nowMs >= session.expiresAt
}

/** Whether the session answers to nobody any more, so long after its expiry. */
export function isForgotten({ expiresAt }: Session, nowMs: number, retentionMs: number): boolean {
  return nowMs >= expiresAt + retentionMs
}

/** Whether the session can still change. */
export function isOpen(session: Session, nowMs: number): boolean {
  return !isTerminal(session) && !isExpired(session, nowMs)
}

/** The providers among which the user of a picker session chooses. */
export function offeredBy({ allowedProviders }: Session): readonly ProviderSlug[] {
  return allowedProviders ?? providerSlugs
}

/**
 * Lets an open session pass. Ending wins over expiry, so a completed session stays completed.
 *
 * @throws {ApiError} `session_terminal`, `session_expired` (seed session_expired).
 */
export function requireOpen(session: Session, nowMs: number): void {
  if (isTerminal(session)) {
    fail('session_terminal', {
      message: `The Connect session is ${session.status} and can not change any more.`,
      session_status: session.status,
    })
  }
  if (isExpired(session, nowMs)) {
    fail('session_expired', {
      message: `The Connect session expired at ${isoTime(session.expiresAt)}.`,
      session_status: 'expired',
    })
  }
}

/**
 * Binds a picker session to the provider that the host chose. Choosing the same again changes nothing.
 *
 * @throws {ApiError} `invalid_provider` when the slug is unknown, not allowed here, or another than chosen before.
 */
export function bind(session: Session, slug: string): BoundSession {
  const provider = knownProvider(slug).id
  if (session.provider === provider) return session as BoundSession
  const choices = session.provider ? [session.provider] : offeredBy(session)
  if (!choices.includes(provider)) {
    fail('invalid_provider', {
      message: session.provider
        ? `The session is already bound to ${session.provider} and can not become one for ${provider}.`
        : `The session does not offer ${provider}.`,
      fix: 'Choose one of valid_values, or open a new session.',
      field: 'provider',
      value_received: slug,
      valid_values: choices,
    })
  }
  return { ...session, provider, accessType: provider === 'airbnb' ? 'full_access' : null }
}

/** Records that the host claimed a hotel. The same hotel again keeps how far its import has come. */
export function claim(session: Session, hotelId: string): Session {
  if (session.claim?.hotelId === hotelId) return session
  return { ...session, status: 'awaiting_room_mapping', claim: { hotelId, polls: 0 } }
}

/** Ends a session in success: `accountId` is connected now. */
export function complete(session: Session, accountId: string): Session {
  return { ...session, status: 'completed', accountId }
}

/** Ends a session without a connection: the host refused, or the account is connected elsewhere. */
export function end(session: Session, status: 'cancelled' | 'errored'): Session {
  return { ...session, status }
}

/** Lets the lifetime of a session be over now. */
export function expire(session: Session, nowMs: number): Session {
  return { ...session, expiresAt: nowMs }
}
