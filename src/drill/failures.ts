import type { FaultInput } from '../mock/control.js'

type Respond = FaultInput['respond']

/** What kind of thing fails. */
export type FailureGroup = 'error' | 'wire' | 'time' | 'connection' | 'host' | 'webhook'

/** A failure that can come without the fault of the caller. */
export interface Failure {
  /** The name by which `--only` and reports call it. */
  readonly id: string
  readonly group: FailureGroup
  /** What occurs, as a story tells it. */
  readonly text: string
}

/** Codes that a call can be answered with although nothing is wrong with it. What makes the answer is a fault. */
const errors = {
  session_expired: { respond: { first: { session: 'expire' } }, text: 'its session has just expired' },
  session_terminal: {
    respond: { first: { session: 'approve' } },
    text: 'somebody was faster to complete its session',
  },
  provider_unavailable: { respond: { error: 'provider_unavailable' }, text: 'the provider is away' },
  booking_error: { respond: { error: 'booking_error' }, text: 'Booking.com fails' },
  claim_pending: { respond: { error: 'claim_pending' }, text: 'the claim of the hotel is not there yet' },
  rate_limit_exceeded: { respond: { error: 'rate_limit_exceeded' }, text: 'the rate limit is reached' },
  internal_error: { respond: { error: 'internal_error' }, text: 'the API has a bug' },
  store_unavailable: { respond: { error: 'store_unavailable' }, text: 'the API cannot reach its store' },
} as const satisfies Readonly<Record<string, { readonly respond: Respond; readonly text: string }>>

export type ErrorFailure = keyof typeof errors
export const errorFailures = Object.keys(errors) as ErrorFailure[]

/** The fault that makes an error. */
export function respondOfError(id: ErrorFailure): Respond {
  return errors[id].respond
}

/** Codes after which the documentation says to wait and to send the call again. */
export const passingErrors: readonly string[] = [
  'provider_unavailable',
  'claim_pending',
  'rate_limit_exceeded',
  'store_unavailable',
]

const others: readonly Failure[] = [
  { id: 'outage', group: 'error', text: 'the API answers 503 from here on' },
  { id: 'refused', group: 'wire', text: 'nobody listens for a moment' },
  { id: 'cut_before', group: 'wire', text: 'the connection is cut before the call is read' },
  { id: 'reply_lost', group: 'wire', text: 'the work is done, and the reply is lost' },
  { id: 'body_cut', group: 'wire', text: 'the work is done, and the reply is cut off in its middle' },
  { id: 'slow', group: 'wire', text: 'the work is done, and the reply takes longer than anybody waits' },
  { id: 'gateway', group: 'wire', text: 'a gateway answers 502 with a page of HTML' },
  { id: 'event_first', group: 'webhook', text: 'the event comes before the reply' },
  { id: 'time', group: 'time', text: 'the lifetime of every session ends just before' },
  { id: 'connection_broken', group: 'connection', text: 'the connection goes bad just before' },
  { id: 'host_refuses', group: 'host', text: 'the host refuses' },
  { id: 'host_elsewhere', group: 'host', text: 'the account is connected elsewhere' },
  { id: 'host_too_late', group: 'host', text: 'the host lets the page expire' },
  { id: 'host_leaves', group: 'host', text: 'the host closes the page and never comes back' },
  { id: 'host_forges', group: 'host', text: 'the host refuses, and comes back with status=connected' },
  { id: 'host_again', group: 'host', text: 'the host comes back twice' },
  { id: 'event_twice', group: 'webhook', text: 'the event comes twice' },
  { id: 'event_late', group: 'webhook', text: 'the event comes late' },
  { id: 'event_reordered', group: 'webhook', text: 'the event comes behind the next one' },
  { id: 'event_forged', group: 'webhook', text: 'the event has a bad signature' },
  { id: 'event_never', group: 'webhook', text: 'the event never comes' },
]

/** Every failure, in the order of plans and of the columns of reports. */
export const failures: readonly Failure[] = [
  ...errorFailures.map((id) => ({ id, group: 'error' as const, text: errors[id].text })),
  ...others,
]

const byId = new Map(failures.map((failure) => [failure.id, failure]))

/** The failure with an id that a plan has. */
export function failureOf(id: string): Failure {
  return byId.get(id) as Failure
}

/** What a host does, by the failure. */
export const hostDecisions = {
  host_refuses: 'deny',
  host_elsewhere: 'conflict',
  host_too_late: 'expire',
  host_leaves: 'leave',
  host_forges: 'forge',
  host_again: 'again',
} as const

/** What becomes of an event, by the failure. */
export const eventResponses = {
  event_twice: { times: 2 },
  event_late: { delay: '1500ms' },
  event_reordered: { order: 'after-next' },
  event_forged: { badSignature: true },
  event_never: { drop: 'before' },
} as const satisfies Readonly<Record<string, Respond>>

/** The page that a gateway answers with. */
export const gatewayAnswer = {
  status: 502,
  body: '<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>',
  headers: { 'content-type': 'text/html' },
} as const satisfies Respond
