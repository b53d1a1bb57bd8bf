import { type Evidence, isPassing, isSame, type JournalCall } from '../evidence.js'
import { passingErrors } from '../failures.js'
import { nameOf, operationOf } from '../operation.js'
import { type Finding, pairFinding, type Rule } from './rule.js'

/** How much earlier than `Retry-After` says a call may come, in milliseconds: clocks are rounded. */
const toleranceMs = 50

/** So many attempts are enough. */
const mostAttempts = 10

/** From so many attempts on, pauses must have grown. */
const growingFrom = 4

/** By which factor the last pause is longer than the shortest one at least, and how long it is, in milliseconds. */
const leastGrowth = 1.3
const leastPauseMs = 50

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
function usualCount({ rehearsal }: Evidence, name: string): number {
  return Math.max(1, rehearsal.requests.filter((request) => nameOf(operationOf(request)) === name).length)
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

function impatientFinding(evidence: Evidence): Finding | null {
  const { calls, recording } = evidence
  if (recording.isFrozen) return null
  for (const first of calls.filter(({ isCall }) => isCall)) {
    const waitMs = retryAfterMs(first)
    if (waitMs === null) continue
    const ofName = calls.filter(({ isCall, name }) => isCall && name === first.name)
    const others = Math.max(0, usualCount(evidence, first.name) - ofName.indexOf(first) - 1)
    const early = ofName.filter(({ index, arrivedMs }) => {
      if (index <= first.index || arrivedMs < first.answeredMs) return false
      return arrivedMs < first.answeredMs + waitMs - toleranceMs
    })
    const second = early[others]
    if (second === undefined) continue
    const pauseMs = Math.round(second.arrivedMs - first.answeredMs)
    return {
      message: `${second.name} comes again after ${pauseMs} ms; Retry-After says ${waitMs} ms.`,
      calls: [first.index, second.index],
    }
  }
  return null
}

function endlessFinding(evidence: Evidence): Finding | null {
  const run = attemptsOf(evidence.calls).find(
    (attempts) => attempts.length > mostAttempts * usualCount(evidence, (attempts[0] as JournalCall).name),
  )
  if (run === undefined) return null
  const [first] = run as [JournalCall]
  return { message: `${first.name} is sent ${run.length} times.`, calls: run.map(({ index }) => index) }
}

function hastyFinding(evidence: Evidence): Finding | null {
  if (evidence.recording.isFrozen) return null
  for (const run of attemptsOf(evidence.calls)) {
    const others = usualCount(evidence, (run[0] as JournalCall).name)
    if (run.length < growingFrom * others) continue
    const later = run.slice(others)
    const pauses = later.map((call, at) => call.arrivedMs - (run[at] as JournalCall).answeredMs)
    const shortest = Math.min(...pauses)
    const last = pauses.at(-1) as number
    // A busy machine makes any pause longer, also the first one.
    if (last >= Math.max(leastPauseMs, leastGrowth * shortest)) continue
    const [one] = run as [JournalCall]
    return {
      message: `${one.name} is sent ${run.length} times, with pauses of ${pauses.map(Math.round).join(', ')} ms.`,
      calls: run.map(({ index }) => index),
    }
  }
  return null
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
    says: `A call that keeps failing is given up: after ${mostAttempts} attempts the app tells the user and ends.`,
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
          return (
            first.request.method !== 'GET' && isSame(first, second) && second.arrivedMs >= first.answeredMs
          )
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
    says: 'These errors pass. The app waits, and sends the call again.',
    published: 'https://repull.dev/docs/errors/provider_unavailable',
    page: 'docs/errors/provider_unavailable.md',
    example: 'The provider is away for a second, and the app shows the user an error page without a link.',
    explains: [],
    check: ({ calls, outcome }) => {
      if (outcome.exitCode === 0 || outcome.exitCode === null) return null
      const failed = calls.find(
        ({ isCall, respond }) => isCall && passingErrors.includes(String(respond?.error)),
      )
      if (failed === undefined) return null
      const again = calls.slice(failed.index + 1).some(({ name }) => name === failed.name)
      if (again) return null
      return {
        message: `${failed.name} is answered ${failed.request.code} once, and never sent again.`,
        calls: [failed.index],
      }
    },
  },
]
