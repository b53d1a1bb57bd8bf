import { type Evidence, isBehind, isPassing, isSame, type JournalCall, usually } from '../evidence.js'
import { passingErrors } from '../failures.js'
import { nameOf, operationOf } from '../operation.js'
import { type Finding, pairFinding, type Rule } from './rule.js'

/** How much earlier than `Retry-After` says a call may come, in milliseconds: clocks are rounded. */
const toleranceMs = 50

/** A run that is stopped with more attempts than this would not have ended by itself. */
const mostAttempts = 10

/** How often a call may meet a failure that stays before its run is stopped. */
export const mostHits = 5 * mostAttempts

/** From so many attempts on, pauses must have grown. */
const growingFrom = 4

/** By which factor the longest pause is longer than the shortest one at least, and how long it is, in milliseconds. */
const leastGrowth = 1.3
const leastPauseMs = 50

/** A pause of so many milliseconds is patient enough without growing. */
const patientMs = 950

/** Codes of 4xx that can get better by themselves, or by another call. */
const notFinal: readonly (string | null)[] = [
  'idempotency_key_in_use',
  'no_connection',
  'designation_pending',
  'session_expired',
]

function retryAfterMs({ request: { responseHeaders } }: JournalCall): number | null {
  const seconds = Number(responseHeaders?.['retry-after'])
  return Number.isFinite(seconds) ? 1000 * seconds : null
}

/** How often an operation is called without a failure: so many calls of it may be under way at the same time. */
function usualCount(evidence: Evidence, name: string): number {
  return Math.max(
    1,
    usually(evidence, ({ requests }) => requests.filter((one) => nameOf(operationOf(one)) === name).length),
  )
}

/** Attempts of one call that follow each other and failed for a reason that may pass. */
function attemptsOf(calls: readonly JournalCall[]): readonly (readonly JournalCall[])[] {
  const runs = new Map<string, JournalCall[]>()
  const ended: (readonly JournalCall[])[] = []
  for (const call of calls.filter(({ isCall }) => isCall)) {
    const key = `${call.name} ${call.request.sessionId}`
    const run = runs.get(key) ?? []
    run.push(call)
    runs.set(key, run)
    if (isPassing(call)) continue
    ended.push(run)
    runs.delete(key)
  }
  return [...ended, ...runs.values()].filter((run) => run.length > 1)
}

/** How long an app waited between an answer and a call; null when the time stood still and nobody let it pass. */
function pauseOf({ recording }: Evidence, first: JournalCall, second: JournalCall): number | null {
  const pauseMs = second.arrivedMs - first.answeredMs
  return recording.isFrozen && pauseMs === 0 ? null : pauseMs
}

function impatientFinding(evidence: Evidence): Finding | null {
  const { calls } = evidence
  for (const first of calls.filter(({ isCall }) => isCall)) {
    const waitMs = retryAfterMs(first)
    if (waitMs === null) continue
    const ofName = calls.filter(({ isCall, name }) => isCall && name === first.name)
    const others = Math.max(0, usualCount(evidence, first.name) - ofName.indexOf(first) - 1)
    const early = ofName.filter((call) => {
      if (call.index <= first.index || !isBehind(first, call)) return false
      const pauseMs = pauseOf(evidence, first, call)
      return pauseMs !== null && pauseMs < waitMs - toleranceMs
    })
    const second = early[others]
    if (second === undefined) continue
    return {
      message: `${second.name} comes again before Retry-After: ${waitMs / 1000} has passed.`,
      calls: [first.index, second.index],
    }
  }
  return null
}

function endlessFinding(evidence: Evidence): Finding | null {
  const isStopped = evidence.outcome.exitCode === null
  const most = isStopped ? mostAttempts : mostHits
  const run = attemptsOf(evidence.calls).find(
    (attempts) => attempts.length > most * usualCount(evidence, (attempts[0] as JournalCall).name),
  )
  if (run === undefined) return null
  const [first] = run as [JournalCall]
  return {
    message: `${first.name} fails, and is sent again and again.`,
    calls: run.slice(0, mostAttempts).map(({ index }) => index),
  }
}

function hastyFinding(evidence: Evidence): Finding | null {
  for (const run of attemptsOf(evidence.calls)) {
    const others = usualCount(evidence, (run[0] as JournalCall).name)
    if (run.length < growingFrom * others) continue
    const later = run.slice(others)
    const pauses = later.flatMap((call, at) => pauseOf(evidence, run[at] as JournalCall, call) ?? [])
    if (pauses.length < later.length) continue
    const longest = Math.max(...pauses)
    // With jitter a pause may be shorter than the one before.
    const enough = Math.max(leastPauseMs, leastGrowth * Math.min(...pauses))
    if (longest >= Math.min(patientMs, enough)) continue
    const [one] = run as [JournalCall]
    return {
      message: `${one.name} is sent again and again, and the pauses do not grow.`,
      calls: run.slice(0, mostAttempts).map(({ index }) => index),
    }
  }
  return null
}

/** Whether a user has come back from a hosted page, and an app makes a call for them. */
function isOnTheWay(calls: readonly JournalCall[], { index, request }: JournalCall): boolean {
  const before = calls.slice(0, index)
  const visit = before.findLast((call) => call.request.hosted)
  if (visit === undefined) return false
  // With another session something else has begun.
  const isAnother = ({ isCall, request: { method, code } }: JournalCall) =>
    isCall && method !== 'GET' && code === null
  if (before.slice(visit.index + 1).some(isAnother)) return false
  return request.method === 'GET' || request.sessionId === visit.request.sessionId
}

/** A user who is on the way, and whose app gives up. One that has not begun can begin later. */
function lostFinding({ calls, outcome, recording }: Evidence): Finding | null {
  if (outcome.exitCode === 0 || outcome.exitCode === null) return null
  // An event that the app has refused comes again.
  if (recording.webhooks.some(({ success }) => !success)) return null
  const failed = calls.find(({ isCall, respond }) => isCall && passingErrors.includes(String(respond?.error)))
  if (failed === undefined || !isOnTheWay(calls, failed)) return null
  const later = calls.slice(failed.index + 1)
  if (later.some(({ request, name }) => request.hosted || name === failed.name)) return null
  return {
    message: `${failed.name} is answered ${failed.request.code} once, and never sent again.`,
    calls: [failed.index],
  }
}

/** What an app sends again, when, and how. */
export const retryRules: readonly Rule[] = [
  {
    id: 'retry-after-ignored',
    title: 'does not wait as long as Retry-After says',
    says: 'An answer with Retry-After is repeated after that many seconds, not before.',
    published: 'https://repull.dev/docs/errors/rate_limit_exceeded',
    page: 'docs/errors/rate_limit_exceeded.md',
    example: 'The app is answered 429 with Retry-After: 1, and sends the call again at once.',
    explains: ['retries-without-pause'],
    check: impatientFinding,
  },
  {
    id: 'retries-without-end',
    title: 'retries without end',
    says: 'A call that keeps failing is given up after some attempts, and the user is told.',
    published: 'https://repull.dev/docs/errors/provider_unavailable',
    page: 'docs/errors/provider_unavailable.md',
    example: 'The app sends a call in a loop until it succeeds.',
    explains: ['retries-without-pause'],
    check: endlessFinding,
  },
  {
    id: 'retries-without-pause',
    title: 'retries without a growing pause',
    says: 'From attempt to attempt the pause grows, so that an API that is down gets time to recover.',
    published: 'https://repull.dev/docs/errors/provider_unavailable',
    page: 'docs/errors/provider_unavailable.md',
    example: 'The app sends a call that fails four times within a few milliseconds.',
    explains: [],
    check: hastyFinding,
  },
  {
    id: 'final-error-repeated',
    title: 'sends a call again that cannot get better',
    says: 'A 4xx says that the call itself is wrong. The same call gets the same answer.',
    published: 'https://repull.dev/docs/errors',
    page: 'docs/errors/README.md',
    example: 'A session is completed already, the app is answered 409, and sends the same call once more.',
    explains: [],
    check: ({ calls }) =>
      pairFinding(
        calls.filter(({ isCall }) => isCall),
        (first, second) => {
          const { status, code } = first.request
          if (status === null || status < 400 || isPassing(first) || notFinal.includes(code)) return false
          // What the app did meanwhile may have changed the answer.
          const between = calls.slice(first.index + 1, second.index)
          if (between.some(({ request }) => request.method !== 'GET')) return false
          return first.request.method !== 'GET' && isSame(first, second) && isBehind(first, second)
        },
        (first) =>
          `${first.name} is answered ${first.request.status} ${first.request.code}, and sent again as it was.`,
      ),
  },
  {
    id: 'repeated-without-key',
    title: 'repeats a POST without the same Idempotency-Key',
    says: 'When the reply to a POST is lost, nobody knows whether the work was done. It is sent again with the Idempotency-Key of the first attempt, and is done once.',
    published: 'https://repull.dev/docs/idempotency',
    page: 'docs/data.md',
    example: 'The connection breaks while a session is opened, and the app opens another one.',
    explains: ['work-done-twice', 'final-error-repeated'],
    check: ({ calls }) =>
      pairFinding(
        calls.filter(({ isCall, request }) => isCall && request.method === 'POST'),
        (first, second) => {
          if (!first.isLost || !isSame(first, second)) return false
          return first.idempotencyKey === undefined || second.idempotencyKey !== first.idempotencyKey
        },
        (first, second) =>
          `The reply to ${first.name} was lost, and it is sent again with ${second.idempotencyKey === undefined ? 'no' : 'another'} Idempotency-Key.`,
      ),
  },
  {
    id: 'no-way-on',
    title: 'gives up on a failure that passes, and loses the user',
    says: 'These errors pass, and nothing was changed. A user who is on the way gets on: the app sends the call again, or offers to.',
    published: 'https://repull.dev/docs/errors/provider_unavailable',
    page: 'docs/errors/provider_unavailable.md',
    example:
      'The user has approved, the API is away for a second, and the callback shows an error page without a link.',
    explains: [],
    check: lostFinding,
  },
]
