import { fail } from '../errors/api-error.js'
import { isoTime } from '../lib/clock.js'
import { knownProvider } from '../providers/lookup.js'
import { type ProviderSlug, providerSlugs } from '../providers/providers.js'
import type { AccessType, Account } from './account.js'
import { providerOfFlow, type SignIn } from './sign-in.js'

export { type AccessType, type Account, accessTypes } from './account.js'

/** What a session can have become. Expiry is not among them: it is a fact of time. */
export type SessionStatus = 'pending' | 'awaiting_room_mapping' | EndStatus

/** How a session can have ended for good. */
export type EndStatus = 'completed' | 'cancelled' | 'errored'

/** What has happened to a session. */
export const sessionChanges = ['created', 'updated', 'completed', 'cancelled', 'errored', 'expired'] as const
export type SessionChange = (typeof sessionChanges)[number]

/** The access that an app gets to an account of a provider; null where there is no choice. */
function accessTo(provider: ProviderSlug | null, asked: AccessType | null): AccessType | null {
  if (provider === null) return asked
  return takesAccessType(provider) ? (asked ?? 'full_access') : null
}

/** Whether hosts of a provider let apps do more or less with their accounts. */
export function takesAccessType(provider: ProviderSlug): boolean {
  return provider === 'airbnb' || provider === 'vrbo'
}

/** The languages of the hosted pages. */
export const locales = ['en', 'fr'] as const
export type Locale = (typeof locales)[number]

/**
 * The language of the hosted pages that a locale means; undefined when they do not have it.
 *
 * @example localeOf('fr_CA.UTF-8') // 'fr'
 */
export function localeOf(locale: string): Locale | undefined {
  const language = locale.toLowerCase().split(/[-_.@]/, 1)[0]
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
  /** What the app asked for, and what the host of its provider lets it do. */
  readonly accessType: AccessType | null
  readonly createdAt: number
  readonly expiresAt: number
  readonly claim: Claim | null
  /** The external account that completing connected. */
  readonly accountId: string | null
  /** The account of the connection that completing heals; null for a session that connects any account. */
  readonly resumes: Account | null
  /** How the host signs in at the channel; null where nobody does. */
  readonly signIn: SignIn | null
}

/** A session whose provider is chosen. */
export type BoundSession = Session & { readonly provider: ProviderSlug }

/** What an app says when it opens a session. */
export interface OpenInput extends Pick<Session, 'provider'> {
  readonly allowedProviders?: Session['allowedProviders']
  readonly redirectUrl?: string | null | undefined
  readonly state?: string | null | undefined
  readonly locale?: Locale | null
  readonly accessType?: AccessType | null | undefined
  readonly resumes?: Account
  readonly signIn?: SignIn | null
  /** A lifetime shorter than the server's, in milliseconds. */
  readonly ttlMs?: number | undefined
}

const endStatuses: ReadonlySet<SessionStatus> = new Set(['completed', 'cancelled', 'errored'])

/** Whether the session has ended for good. */
export function isTerminal(session: Session): session is Session & { readonly status: EndStatus } {
  return endStatuses.has(session.status)
}

/** Whether the session has connected an account. */
export function isCompleted(
  session: Session,
): session is BoundSession & { readonly status: 'completed'; readonly accountId: string } {
  return session.status === 'completed'
}

/** Whether the session's lifetime is over: at `expiresAt` it is, a millisecond before it is not. */
export function isExpired(session: Session, nowMs: number): boolean {
  return !isTerminal(session) && nowMs >= session.expiresAt
}

/** What has happened to a session that was changed. */
export function changeOf(session: Session, nowMs: number): SessionChange {
  if (isTerminal(session)) return session.status
  return isExpired(session, nowMs) ? 'expired' : 'updated'
}

/** Whether the session's retention is over, so that no call finds it any more. */
export function isPastRetention({ expiresAt }: Session, nowMs: number, retentionMs: number): boolean {
  return nowMs >= expiresAt + retentionMs
}

/** Whether the session can still change. */
export function isOpen(session: Session, nowMs: number): boolean {
  return !isTerminal(session) && nowMs < session.expiresAt
}

/** The providers among which the user of a picker session chooses. */
export function offeredBy({ allowedProviders }: Session): readonly ProviderSlug[] {
  return allowedProviders ?? providerSlugs
}

/**
 * Refuses a session that has ended or expired. Ending wins over expiry, so a completed session stays completed.
 *
 * @throws {ApiError} `session_terminal`, `session_expired`.
 */
export function requireOpen(session: Session, nowMs: number): void {
  if (isTerminal(session)) {
    fail('session_terminal', {
      message: `The Connect session is ${session.status} and cannot change any more.`,
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
 * A new session.
 *
 * @param maxTtlMs the longest lifetime, in milliseconds.
 */
export function open(id: string, input: OpenInput, nowMs: number, maxTtlMs: number): Session {
  const { provider, allowedProviders, redirectUrl, state, locale, accessType, ttlMs, resumes, signIn } = input
  return {
    id,
    status: 'pending',
    provider,
    isPicker: provider === null,
    allowedProviders: allowedProviders ?? null,
    redirectUrl: redirectUrl ?? null,
    state: state ?? null,
    locale: locale ?? null,
    accessType: accessTo(provider, accessType ?? null),
    createdAt: nowMs,
    expiresAt: nowMs + Math.min(ttlMs ?? maxTtlMs, maxTtlMs),
    claim: null,
    accountId: null,
    resumes: resumes ?? null,
    signIn: signIn ?? null,
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
        ? `The session is already bound to ${session.provider} and cannot become one for ${provider}.`
        : `The session does not offer ${provider}.`,
      fix: 'Choose one of valid_values, or open a new session.',
      field: 'provider',
      value_received: slug,
      valid_values: choices,
    })
  }
  // What a picker was asked for is kept: the host may still choose another provider.
  return { ...session, provider, accessType: accessTo(provider, session.accessType) ?? session.accessType }
}

/** What the host lets the app do with the account; null where there is no choice. */
export function accessOf({ provider, accessType }: Session): AccessType | null {
  return accessTo(provider, accessType)
}

/** Whether the host may still choose another provider. */
export function canUnbind({ isPicker, status }: Session): boolean {
  return isPicker && status === 'pending'
}

/** Takes a provider back that the host chose. Nothing is changed where that is too late. */
export function unbind(session: Session): Session {
  return canUnbind(session) ? { ...session, provider: null, signIn: null } : session
}

/** Records that the host claimed a hotel. The same hotel again keeps how far its import has come. */
export function claim(session: Session, hotelId: string): Session {
  if (session.claim?.hotelId === hotelId) return session
  return { ...session, status: 'awaiting_room_mapping', claim: { hotelId, polls: 0 }, signIn: null }
}

/** Records how far the host has signed in, in place of a claim. A booking session awaits the mapping of rooms then. */
export function signIn(session: Session, signIn: SignIn): Session {
  const awaitsRooms = signIn.step === 'awaiting_mapping' && providerOfFlow[signIn.flow] === 'booking'
  return { ...session, status: awaitsRooms ? 'awaiting_room_mapping' : 'pending', claim: null, signIn }
}

/** Ends a session in success: `accountId` is connected now. */
export function complete(session: Session, accountId: string): Session {
  return { ...session, status: 'completed', accountId }
}

/** Ends a session without a connection: the host refused, or the account is connected elsewhere. */
export function end(session: Session, status: 'cancelled' | 'errored'): Session {
  return { ...session, status }
}

/** Ends the lifetime of a session now. */
export function expire(session: Session, nowMs: number): Session {
  return { ...session, expiresAt: nowMs }
}
