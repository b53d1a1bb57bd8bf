import { eachStep, type Steps } from '../lib/steps.js'
import type { ProviderSlug } from '../providers/providers.js'
import { refuseSnapshot } from '../workspaces/snapshot-part.js'
import { type Session, takesAccessType } from './model.js'
import { isReachable, providerOfFlow } from './sign-in.js'

/** What must hold of any session beyond the types of its members: the member at fault, the problem, and the check. */
const rules: readonly (readonly [keyof Session, string, (session: Session) => boolean])[] = [
  ['createdAt', 'is before 1970 or after 9999', ({ createdAt }) => isPresentable(createdAt)],
  ['expiresAt', 'is before 1970 or after 9999', ({ expiresAt }) => isPresentable(expiresAt)],
  [
    'provider',
    'is missing',
    ({ provider, isPicker, status }) =>
      provider !== null || (isPicker && status !== 'completed' && status !== 'awaiting_room_mapping'),
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
    'belongs to airbnb, vrbo and pickers, and to no other session',
    ({ provider, accessType, isPicker }) =>
      accessType === null ? provider !== 'airbnb' : isPicker || takesAccessType(provider as ProviderSlug),
  ],
  [
    'accountId',
    'belongs to a completed session, and to no other',
    ({ status, accountId }) => (accountId !== null) === (status === 'completed'),
  ],
  [
    'resumes',
    'belongs to a session that was opened for a provider',
    ({ resumes, isPicker }) => resumes === null || !isPicker,
  ],
  [
    'claim',
    'belongs to a booking session that awaits its rooms, or has ended',
    ({ status, provider, claim, signIn }) =>
      claim === null
        ? status !== 'awaiting_room_mapping' || signIn?.step === 'awaiting_mapping'
        : provider === 'booking' && status !== 'pending' && signIn === null,
  ],
  [
    'signIn',
    'belongs to a session of another provider',
    ({ provider, signIn }) => signIn === null || provider === providerOfFlow[signIn.flow],
  ],
  [
    'signIn',
    'is where no host can have come to: see its flow, step, email and reason',
    ({ signIn }) => signIn === null || isReachable(signIn),
  ],
]

/** Whether an instant has a form that answers can show. */
function isPresentable(epochMs: number): boolean {
  return epochMs >= 0 && epochMs < Date.UTC(10_000, 0, 1)
}

/**
 * Refuses sessions of a snapshot that this server could not have made.
 *
 * @throws {ApiError} `invalid_body` naming the first member that is impossible.
 */
export function requireValidSessions(sessions: readonly Session[]): Steps<void> {
  const ids = new Set<string>()
  return eachStep(sessions, (session, at) => {
    if (ids.has(session.id)) refuseSnapshot(`sessions[${at}].id`, 'is the id of a session before it')
    ids.add(session.id)
    const broken = rules.find(([, , holds]) => !holds(session))
    if (broken) refuseSnapshot(`sessions[${at}].${broken[0]}`, broken[1])
  })
}
