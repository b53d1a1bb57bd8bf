import { activeProviders, type Evidence, usually } from '../evidence.js'
import type { Recording } from '../recording.js'
import type { Finding, Rule } from './rule.js'

function openSessions({ sessions }: Recording): number {
  return sessions.filter(({ status }) => status === 'pending' || status === 'awaiting_room_mapping').length
}

function completedSessions({ sessions }: Recording): number {
  return sessions.filter(({ status }) => status === 'completed').length
}

/** What there is more than after the rehearsal, in words; null for nothing. */
function surplusOf(evidence: Evidence): string | null {
  const { recording, outcome, planned } = evidence
  const more = (count: (recording: Recording) => number) => count(recording) > usually(evidence, count)
  // Who was faster has connected an account, and completed a session.
  const byOthers = planned.failure.includes('session_terminal') ? 1 : 0
  const { length: connected } = recording.connections
  if (connected > usually(evidence, ({ connections }) => connections.length) + byOthers)
    return `${connected} connections`
  if (more(({ endpoints }) => endpoints.length)) return `${recording.endpoints.length} webhooks`
  // A connection that went bad is connected again by another session.
  const isMended = planned.failure.includes('connection_broken')
  const completed = completedSessions(recording)
  if (!isMended && completed > usually(evidence, completedSessions) + byOthers)
    return `${completed} completed sessions`
  // A user may come back to a session that is left open after a failure, but not to two.
  const allowed = outcome.exitCode === 0 && planned.failure !== 'host_leaves' ? 0 : 1
  const open = openSessions(recording)
  return open > usually(evidence, openSessions) + allowed ? `${open} open sessions` : null
}

function twiceFinding(evidence: Evidence): Finding | null {
  const surplus = surplusOf(evidence)
  if (surplus === null) return null
  const calls = evidence.calls.filter(({ isCall, request }) => isCall && request.method === 'POST')
  return {
    message: `There are ${surplus} in the end; without the failure there are fewer.`,
    calls: calls.map(({ index }) => index),
  }
}

function hearsayFinding({ recording, rehearsals, outcome, planned, calls }: Evidence): Finding | null {
  if (outcome.exitCode !== 0 || planned.failure.includes('connection_broken')) return null
  // A test may take it well that a host decides otherwise.
  if (planned.target.kind === 'host' && planned.failure !== 'host_forges') return null
  const active = activeProviders(recording)
  const [usual = [], ...others] = rehearsals.map(activeProviders)
  const missing = usual.find(
    (provider) => !active.includes(provider) && others.every((other) => other.includes(provider)),
  )
  if (missing === undefined) return null
  return {
    message: `The test ended well, as if ${missing} were connected; it is not.`,
    calls: calls.filter(({ isCall }) => !isCall).map(({ index }) => index),
  }
}

/** What is left in the end. */
export const stateRules: readonly Rule[] = [
  {
    id: 'work-done-twice',
    title: 'does the work twice',
    says: 'One account is connected once: one connection, one webhook, one session handed out to the user.',
    published: 'https://repull.dev/docs/idempotency',
    page: 'docs/data.md',
    example: 'The reply to the completion is lost, and the app opens and completes another session.',
    explains: [],
    check: twiceFinding,
  },
  {
    id: 'connected-by-hearsay',
    title: 'takes an account for connected that is not',
    says: 'A redirect with status=connected can be typed by anybody. Whether an account is connected is what the API says.',
    published: null,
    page: 'docs/hosted-pages.md',
    example:
      'The app reads status=connected in the address of its callback, and shows the user a connected account.',
    explains: [],
    check: hearsayFinding,
  },
]
