import { formatDuration } from '../lib/duration.js'
import { fitsGlob } from '../lib/glob.js'
import type { FaultInput, RecordedRequest, SentWebhook } from '../mock/control.js'
import { connectingRequests } from './connecting.js'
import type { DeclaredErrors } from './declared-errors.js'
import {
  errorFailures,
  eventResponses,
  failures,
  gatewayAnswer,
  hostDecisions,
  respondOfError,
} from './failures.js'
import { isCall, nameOf, type Operation, operationOf } from './operation.js'
import type { RefusedCall } from './proxy.js'
import type { Recording } from './recording.js'

/** What is to fail: a call, the decision of a host, or an event, by its position among those alike. */
export interface Target {
  readonly kind: 'call' | 'host' | 'event'
  /** E.g. `POST /v1/connect/airbnb`, `host decides`, `event account.created`. */
  readonly name: string
  /** How many alike come before it. */
  readonly at: number
}

/** One run of the test with one failure. */
export interface Case {
  /** Its number in the plan, `17`, or that of the case that it goes deeper into and its own, `17.3`. */
  readonly id: string
  readonly target: Target
  /** The id of the failure. */
  readonly failure: string
  /** The faults that make it, in the order in which they are set. */
  readonly faults: readonly FaultInput[]
  /** The call that finds nobody, in the place of a fault. */
  readonly refusal?: RefusedCall
}

export interface PlanOptions {
  /** How long a slow reply takes, in milliseconds. */
  readonly slowMs: number
  /** So long a session lives at most, in milliseconds. */
  readonly sessionTtlMs: number
}

/** Of an operation that is called more often than this, the first, the second and the last call are drilled. */
const mostPolls = 3

/** How much longer a reply takes that lets an event come first, in milliseconds. */
export const eventFirstMs = 200

/** A failure of a target, without its number. */
export type Draft = Omit<Case, 'id'>

/** Every failure that can come at every call, host and event of a rehearsal. The same rehearsal has the same plan. */
export function planOf(
  rehearsal: Recording,
  declared: DeclaredErrors,
  options: PlanOptions,
): readonly Case[] {
  const drafts = [
    ...callTargets(rehearsal).flatMap((call) => callDrafts(call, rehearsal, declared, options)),
    ...hostDrafts(rehearsal, options),
    ...eventDrafts(rehearsal),
  ]
  return drafts.map((draft, at) => ({ id: String(at + 1), ...draft }))
}

/** A call of a recording, and where it is. */
export interface PlacedCall {
  readonly request: RecordedRequest
  readonly operation: Operation
  readonly target: Target
  /** How many requests before it a fault with its method and path matches. */
  readonly skip: number
}

/** The calls of a recording that are drilled, in their order. */
export function callTargets(recording: Recording): readonly PlacedCall[] {
  const placed = placedCalls(recording)
  const counts = new Map<string, number>()
  for (const { target } of placed) counts.set(target.name, target.at + 1)
  // By their names, because calls that are made at the same time may come in another order the next time.
  const names = [...counts.keys()]
  const ranked = [...placed].sort((a, b) => names.indexOf(a.target.name) - names.indexOf(b.target.name))
  return ranked.filter(({ request, target }) => {
    const count = counts.get(target.name) as number
    if (request.method !== 'GET' || count <= mostPolls) return true
    return target.at < 2 || target.at === count - 1
  })
}

/** All calls of a recording. */
export function placedCalls({ requests }: Recording): readonly PlacedCall[] {
  const seen = new Map<string, number>()
  return requests.filter(isCall).map((request) => {
    const operation = operationOf(request)
    const name = nameOf(operation)
    const at = seen.get(name) ?? 0
    seen.set(name, at + 1)
    const skip = requests
      .slice(0, requests.indexOf(request))
      .filter((one) => isMatched(operation, one)).length
    return { request, operation, target: { kind: 'call', name, at }, skip }
  })
}

/** Whether a fault for an operation matches a request. */
export function isMatched({ method, path }: Operation, request: RecordedRequest): boolean {
  return request.method === method && fitsGlob(path, request.path)
}

/** After how many bytes a body is cut, or sooner: the same in each drill, because answers differ by some bytes. */
const cutAt = 20

/** The failures of one call. */
export function callDrafts(
  { request, operation, target, skip }: PlacedCall,
  rehearsal: Recording,
  declared: DeclaredErrors,
  { slowMs, sessionTtlMs }: PlanOptions,
): readonly Draft[] {
  const codes = declared.of(request.method, request.path)
  const match = operation as FaultInput['match'] & object
  const drafts: Draft[] = []
  const add = (failure: string, respond: FaultInput['respond'], times: number | null = 1) => {
    drafts.push({ target, failure, faults: [{ match, ...(skip > 0 && { skip }), times, respond }] })
  }
  for (const id of errorFailures) if (codes.has(id)) add(id, respondOfError(id))
  if (target.at === 0 && codes.has('store_unavailable'))
    add('outage', respondOfError('store_unavailable'), null)
  drafts.push({ target, failure: 'refused', faults: [], refusal: { ...operation, skip } })
  add('cut_before', { drop: 'before' })
  add('reply_lost', { drop: 'after' })
  if (request.responseBody !== null) {
    const { length } = JSON.stringify(request.responseBody)
    add('body_cut', { truncate: Math.min(cutAt, Math.ceil(length / 2)) })
  }
  add('slow', { replyDelay: formatDuration(slowMs) })
  add('gateway', gatewayAnswer)
  if (causedEvent(request, rehearsal)) add('event_first', { replyDelay: formatDuration(eventFirstMs) })
  // A call that names a session is answered session_expired in the same way.
  if (target.at === 0 && !codes.has('session_expired') && isAmongSessions(request, rehearsal))
    add('time', { first: { advance: formatDuration(sessionTtlMs + 1000) } })
  if (request.method === 'GET' && isAfterConnecting(request, rehearsal))
    add('connection_broken', { first: { connection: 'break' } })
  return drafts
}

/** Whether a call has caused an event: it connected an account, and events were sent. */
function causedEvent(request: RecordedRequest, recording: Recording): boolean {
  return recording.webhooks.length > 0 && connectingRequests(recording).includes(request)
}

/** Whether a session was opened before, and another request about one comes with it or after it. */
function isAmongSessions(request: RecordedRequest, { requests }: Recording): boolean {
  const at = requests.indexOf(request)
  const isAbout = ({ sessionId }: RecordedRequest) => sessionId !== null
  return requests.slice(0, at).some(isAbout) && requests.slice(at + 1).some(isAbout)
}

function isAfterConnecting(request: RecordedRequest, recording: Recording): boolean {
  const [first] = connectingRequests(recording)
  return first !== undefined && recording.requests.indexOf(first) < recording.requests.indexOf(request)
}

function hostDrafts({ faults, requests }: Recording, { sessionTtlMs }: PlanOptions): readonly Draft[] {
  const made = faults.reduce((sum, { hits }) => sum + hits, 0)
  const decided = numbers(made).flatMap((at) =>
    Object.entries(hostDecisions).map(([failure, decision]) =>
      draftOf({ kind: 'host', name: 'host decides', at }, failure, { decision: '*' }, { decision }),
    ),
  )
  const pages = requests.filter(({ hosted, method }) => hosted && method === 'GET')
  const advance = formatDuration(sessionTtlMs + 1000)
  const visited = pages.map((_, at) =>
    draftOf(
      { kind: 'host', name: 'host opens a page', at },
      'time',
      { method: 'GET', path: '/connect*' },
      { first: { advance } },
    ),
  )
  return [...decided, ...visited]
}

function eventDrafts({ webhooks }: Recording): readonly Draft[] {
  const first = webhooks.filter(({ attempt }) => attempt === 1)
  const seen = new Map<string, number>()
  return first.flatMap((sent) => {
    const { type } = sent
    const at = seen.get(type) ?? 0
    seen.set(type, at + 1)
    return Object.entries(eventResponses).flatMap(([failure, respond]) => {
      if (failure === 'event_reordered' && !hasNext(sent, first)) return []
      return [draftOf({ kind: 'event', name: `event ${type}`, at }, failure, { event: type }, respond)]
    })
  })
}

/** Whether another event goes to the same webhook afterwards. */
function hasNext(sent: SentWebhook, all: readonly SentWebhook[]): boolean {
  return all.slice(all.indexOf(sent) + 1).some(({ webhookId }) => webhookId === sent.webhookId)
}

function draftOf(
  target: Target,
  failure: string,
  match: FaultInput['match'] & object,
  respond: FaultInput['respond'],
): Draft {
  const { at } = target
  return { target, failure, faults: [{ match, ...(at > 0 && { skip: at }), times: 1, respond }] }
}

function numbers(count: number): readonly number[] {
  return Array.from({ length: count }, (_, at) => at)
}

/** The row of a target in a report. */
export function labelOf({ name, at }: Target): string {
  return at === 0 ? name : `${name} #${at + 1}`
}

/** The columns of a report: the failures that a plan has, in their order. */
export function failuresOf(cases: readonly Pick<Case, 'failure'>[]): readonly string[] {
  const planned = new Set(cases.map(({ failure }) => failure))
  return failures.map(({ id }) => id).filter((id) => planned.has(id))
}
