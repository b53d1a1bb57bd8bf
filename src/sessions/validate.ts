import { fail } from '../errors/api-error.js'
import { hotelIdForm } from '../providers/channel.js'
import type { Session } from './model.js'

/** What must hold of any session, beyond the types of its fields: the field at fault, and whether it is well. */
const rules: readonly (readonly [keyof Session, string, (session: Session) => boolean])[] = [
  ['createdAt', 'is before 1970 or after 9999', ({ createdAt }) => isShowable(createdAt)],
  ['expiresAt', 'is before 1970 or after 9999', ({ expiresAt }) => isShowable(expiresAt)],
  [
    'provider',
    'is missing',
    ({ provider, isPicker, status }) => provider !== null || (isPicker && isUnbound(status)),
  ],
  [
    'allowedProviders',
    'is empty, and null stands for all',
    ({ allowedProviders }) => allowedProviders === null || allowedProviders.length > 0,
  ],
  [
    'allowedProviders',
    'does not have the provider',
    ({ provider, allowedProviders }) => !provider || !allowedProviders || allowedProviders.includes(provider),
  ],
  [
    'accessType',
    'belongs to airbnb, and to no other provider',
    ({ provider, accessType }) => (accessType !== null) === (provider === 'airbnb'),
  ],
  [
    'accountId',
    'belongs to a completed session, and to no other',
    ({ status, accountId }) => (accountId !== null) === (status === 'completed'),
  ],
  [
    'claim',
    'belongs to a booking session that awaits its rooms, or has ended',
    ({ status, provider, claim }) =>
      claim === null
        ? status !== 'awaiting_room_mapping'
        : provider === 'booking' && status !== 'pending' && hotelIdForm.test(claim.hotelId),
  ],
]

function isShowable(epochMs: number): boolean {
  return epochMs >= 0 && epochMs < Date.UTC(10_000, 0, 1)
}

function isUnbound(status: Session['status']): boolean {
  return status !== 'completed' && status !== 'awaiting_room_mapping'
}

/**
 * Refuses sessions that this server could not have made, so that a snapshot from outside breaks nothing.
 *
 * @throws {ApiError} `invalid_body` naming the first field that can't be.
 */
export function requireValidSessions(sessions: readonly Session[]): void {
  const ids = new Set<string>()
  sessions.forEach((session, at) => {
    if (ids.has(session.id)) refuse(at, 'id', 'is the id of a session before it')
    ids.add(session.id)
    const broken = rules.find(([, , holds]) => !holds(session))
    if (broken) refuse(at, broken[0], broken[1])
  })
}

function refuse(at: number, field: string, problem: string): never {
  fail('invalid_body', {
    message: `sessions[${at}].${field} ${problem}. Nothing was changed.`,
    fix: 'Send a snapshot as GET /_mock/snapshot answered it.',
    field: `sessions[${at}].${field}`,
  })
}
