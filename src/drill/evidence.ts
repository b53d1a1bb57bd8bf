import { durationMs } from '../lib/duration.js'
import type { RecordedRequest } from '../mock/control.js'
import { isCall, nameOf, operationOf } from './operation.js'
import { type Case, eventFirstMs } from './plan.js'
import type { Recording } from './recording.js'

/** How a run of the test ended. */
export interface Outcome {
  /** Null when it was stopped because it took too long. */
  readonly exitCode: number | null
  /** The end of what it wrote. */
  readonly output: string
}

/**
 * A request of a journal, as rules look at it. Times are milliseconds of the workspace since the first request came: rules that
 * ask what comes first use real time, because that of a workspace may stand still or jump.
 */
export interface JournalCall {
  /** Its place in the journal. */
  readonly index: number
  readonly request: RecordedRequest
  readonly name: string
  /** Whether the app made it, and not the browser of a host. */
  readonly isCall: boolean
  readonly arrivedMs: number
  readonly answeredMs: number
  /** Real time, in milliseconds since the server was started. */
  readonly real: { readonly arrivedMs: number; readonly answeredMs: number }
  readonly idempotencyKey: string | undefined
  /** Whether its caller did not get a whole reply. */
  readonly isLost: boolean
  /** The fault that was injected; undefined for none. */
  readonly respond: Readonly<Record<string, unknown>> | undefined
}

/** What is known of a case, from which rules conclude. */
export interface Evidence {
  readonly planned: Case
  /** The test without failures. How often something occurs there is the most of both. */
  readonly rehearsals: readonly Recording[]
  readonly recording: Recording
  readonly calls: readonly JournalCall[]
  readonly outcome: Outcome
  /** Whether the failure came. */
  readonly isReached: boolean
}

/** The most of what is counted in the rehearsals. */
export function usually({ rehearsals }: Evidence, count: (rehearsal: Recording) => number): number {
  return Math.max(0, ...rehearsals.map(count))
}

/** The requests of a recording in the order in which they came. */
export function journalOf({ requests, isFrozen }: Recording): readonly JournalCall[] {
  // How long a server takes is no part of a time that stands still.
  const arrivedMs = ({ at, durationMs }: RecordedRequest) => Date.parse(at) - (isFrozen ? 0 : durationMs)
  const sorted = [...requests].sort((a, b) => a.startedMs - b.startedMs)
  const firstMs = sorted[0] === undefined ? 0 : arrivedMs(sorted[0])
  return sorted.map((request, index) => {
    const respond = request.fault?.respond as JournalCall['respond']
    const { startedMs, durationMs } = request
    return {
      index,
      request,
      name: nameOf(operationOf(request)),
      isCall: isCall(request),
      arrivedMs: arrivedMs(request) - firstMs,
      answeredMs: Date.parse(request.at) - firstMs,
      real: { arrivedMs: startedMs, answeredMs: startedMs + durationMs },
      idempotencyKey: request.requestHeaders['idempotency-key'],
      isLost: request.status === null || isLosing(respond),
      respond,
    }
  })
}

/** Whether a request came when the answer to another one was there. */
export function isBehind(first: JournalCall, second: JournalCall): boolean {
  return second.real.arrivedMs >= first.real.answeredMs
}

function isLosing(respond: JournalCall['respond']): boolean {
  if (respond === undefined) return false
  const { drop, truncate, replyDelay } = respond
  if (drop !== undefined || truncate !== undefined) return true
  // A reply that only lets an event come first is waited for.
  return replyDelay !== undefined && durationMs(replyDelay as string) > eventFirstMs
}

/** Whether a call failed for a reason that may pass, so that it may be sent again. */
export function isPassing({ request: { status, code }, isLost }: JournalCall): boolean {
  if (isLost || status === null || status >= 500) return true
  return [408, 425, 429].includes(status) || code === 'idempotency_key_in_use'
}

/** Whether two calls ask for the same: one operation, one session, one body. */
export function isSame(a: JournalCall, b: JournalCall): boolean {
  return (
    a.request.method === b.request.method &&
    a.request.path === b.request.path &&
    JSON.stringify(a.request.requestBody) === JSON.stringify(b.request.requestBody)
  )
}

/** Connections that can be used, by provider. */
export function activeProviders({ connections }: Recording): readonly string[] {
  return connections.filter(({ status }) => status === 'active').map(({ provider }) => provider)
}
