import { type Evidence, isBehind, type JournalCall } from '../evidence.js'
import { pairFinding, type Rule } from './rule.js'

const expiredPage = 'https://repull.dev/docs/errors/session_expired'

function isDead({ request: { code } }: JournalCall): boolean {
  return code === 'session_expired' || code === 'session_terminal'
}

/** Whether a second request came when the answer to the first one was there, about the same session. */
function isAfter(first: JournalCall, second: JournalCall): boolean {
  const { sessionId } = first.request
  return sessionId !== null && second.request.sessionId === sessionId && isBehind(first, second)
}

/** Failures by which a session ends without the fault of the app. */
const endings = ['session_expired', 'time', 'host_too_late']

/** What an app does with sessions that have ended. */
export const sessionRules: readonly Rule[] = [
  {
    id: 'expired-session-reused',
    title: 'uses a session again that has expired',
    says: 'After 410 session_expired, open a fresh session with the same redirectUrl. The original id is never tried again.',
    published: expiredPage,
    page: 'docs/errors/session_expired.md',
    example: 'The app completes a session, is answered 410, and sends the same call once more.',
    explains: ['final-error-repeated'],
    check: ({ calls }) =>
      pairFinding(
        calls.filter(({ isCall }) => isCall),
        (first, second) => first.request.code === 'session_expired' && isAfter(first, second),
        (first, second) => `${second.name} names the session that ${first.name} had been answered 410 for.`,
      ),
  },
  {
    id: 'dead-link-shown',
    title: 'sends the user to a dead page',
    says: 'Hand the url of a session to the user at once, and do not store it. When the session has ended, the user gets the url of a fresh one.',
    published: expiredPage,
    page: 'docs/errors/session_expired.md',
    example: 'The session has expired, and the app redirects the user to its url again.',
    explains: [],
    check: ({ calls }) =>
      pairFinding(
        calls,
        (first, second) => isDead(first) && !second.isCall && isDead(second) && isAfter(first, second),
        (_, second) => `The user is sent to the page of a session that is over: ${second.request.status}.`,
      ),
  },
  {
    id: 'completion-too-late',
    title: 'lets a session expire before it is completed',
    says: 'On the callback, complete the session right away. Do not put it into a queue: sessions are short-lived on purpose.',
    published: expiredPage,
    page: 'docs/errors/session_expired.md',
    example: 'The app completes sessions in a job that runs every hour.',
    explains: ['expired-session-reused', 'dead-link-shown', 'final-error-repeated', 'no-way-on'],
    check: ({ calls, planned, rehearsals }: Evidence) => {
      if (planned.failure.split('+').some((failure) => endings.includes(failure))) return null
      const isUsual = rehearsals.some(({ requests }) =>
        requests.some(({ code }) => code === 'session_expired'),
      )
      if (isUsual) return null
      const late = calls.find(({ isCall, request: { code } }) => isCall && code === 'session_expired')
      if (late === undefined) return null
      return {
        message: `${late.name} comes when the session is over, and nothing but the app had let it wait.`,
        calls: [late.index],
      }
    },
  },
]
