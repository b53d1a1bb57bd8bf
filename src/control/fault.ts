import type { Static } from '@sinclair/typebox'
import type { Decision } from '../connections/auto-decision.js'
import { fail } from '../errors/api-error.js'
import { formatSize } from '../errors/capacity.js'
import { decodedPath } from '../lib/api-path.js'
import { bounds } from '../lib/bounds.js'
import { formatDuration, parseDuration } from '../lib/duration.js'
import { fitsGlob } from '../lib/glob.js'
import { maskHeader, withoutSecrets } from '../lib/masking.js'
import type { MaybePromise } from '../lib/maybe-promise.js'
import { knownProvider } from '../providers/lookup.js'
import { type Collection, jsonCodec } from '../storage/records.js'
import { type EventType, eventTypeOf } from '../webhooks/event-types.js'
import { presentRespond, requireCustomAnswer } from './custom-answer.js'
import type { FaultBody, KeptFault } from './fault-schema.js'
import { requireOneSubject } from './fault-subject.js'

/** What a tester asks for. */
export type FaultInput = Static<typeof FaultBody>

/** A fault of a workspace, an immutable value. */
export type Fault = Readonly<Static<typeof KeptFault>>

/** What a fault does to a call, an event or a decision. */
export type FaultResponse = Fault['respond']

/** A fault that was applied to a call: one of its workspace, or what its Prefer header asked for. */
export interface InjectedFault {
  /** Null for a Prefer header. */
  readonly id: string | null
  readonly respond: FaultResponse
}

/** What of a call decides whether a fault matches. */
export interface FaultyCall {
  readonly method: string
  readonly path: string
  /** Only asked for when a fault names one. */
  readonly provider: () => MaybePromise<string | null>
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
}

/** How many faults a workspace may have of its own, and how many may be set for all workspaces. */
export const maxFaults = bounds.faults.maxItems / 2

/** The largest fault, in bytes of its text. */
export const maxFaultSize = 64 * 1024

/** The faults of a workspace, by their ids. */
export const faultRecords: Collection<Fault> = {
  name: 'faults',
  codec: jsonCodec(),
  ...bounds.faults,
}

/** What a fault does before a call is handled. */
export type FirstChange = NonNullable<FaultResponse['first']>

/** The path of a fault that names none. */
export const defaultPath = '/v1/*'

/** The longest delay, in milliseconds. */
export const longestDelayMs = 5 * 60_000

/** Whether a duration, or a number of milliseconds, is short enough for a delay. */
export function isDelay(delay: string | number): boolean {
  const delayMs = typeof delay === 'number' ? delay : parseDuration(delay)
  return delayMs !== undefined && delayMs <= longestDelayMs
}

/** Whether a fault matches a call, and may still apply. */
export async function isMatch({ match, remaining }: Fault, call: FaultyCall): Promise<boolean> {
  if (remaining === 0 || !isCallOf(match, call)) return false
  return match.provider === undefined || match.provider === (await call.provider())
}

/** Whether everything of a match but its provider fits a call. */
export function isCallOf(match: Fault['match'], call: Omit<FaultyCall, 'provider'>): boolean {
  if (match.event !== undefined || match.decision !== undefined) return false
  if (match.method !== undefined && match.method !== call.method) return false
  if (!fitsGlob(decodedPath(match.path ?? defaultPath), call.path)) return false
  for (const [name, value] of Object.entries(match.header ?? {})) {
    if (!fitsHeader(name, value, call.headers[name.toLowerCase()])) return false
  }
  return true
}

/** A fault as it leaves the server: without secrets, and with the number of its hits. */
export function presentFault(fault: Fault) {
  return { ...maskedFault(fault), hits: hitsOf(fault) }
}

/** How often a fault was applied. One of a snapshot from before hits were counted has none. */
export function hitsOf({ hits = 0 }: Fault): number {
  return hits
}

/** A fault as a snapshot has it: secrets in what it matches and in what it answers are masked. */
export function maskedFault(fault: Fault): Fault {
  const { path, header } = fault.match
  const match = {
    ...fault.match,
    ...(path !== undefined && { path: withoutSecrets(path) }),
    ...(header !== undefined && {
      header: Object.fromEntries(
        Object.entries(header).map(([name, value]) => [withoutSecrets(name), maskHeader(name, value)]),
      ),
    }),
  }
  return { ...fault, match, respond: presentRespond(fault.respond) }
}

/** Whether a header has a value. A masked one, as snapshots have it, stands for all that it may have been. */
function fitsHeader(name: string, value: string, actual: string | readonly string[] | undefined): boolean {
  if (actual === value) return true
  return value.includes('…') && typeof actual === 'string' && maskHeader(name, actual) === value
}

/** Whether a fault matches the deliveries of a type of events, and may still apply. */
export function isForEvent({ match: { event }, remaining }: Fault, type: EventType): boolean {
  if (remaining === 0 || event === undefined) return false
  return event === '*' || eventTypeOf(event) === type
}

/** Whether a fault matches a decision of a host, and may still apply. */
export function isForDecision({ match: { decision }, remaining }: Fault, made: Decision): boolean {
  return remaining !== 0 && (decision === '*' || decision === made)
}

/**
 * Refuses a fault that could not apply as it is described.
 *
 * @param within its place in the body, e.g. `faults[2].`.
 * @throws {ApiError} `invalid_body` for two outcomes at once, an answer that cannot be sent or a delay that is too long,
 * `invalid_provider`.
 */
export function requirePossible(
  { match, respond }: Pick<FaultInput, 'match' | 'respond'>,
  within = '',
): void {
  requireOneSubject(match, respond, within)
  if (match?.provider !== undefined) knownProvider(match.provider, `${within}match.provider`)
  const outcomes = outcomesOf(respond)
  if (outcomes.length > 1) {
    fail('invalid_body', {
      message: `${within}respond has ${outcomes.join(' and ')}, of which only one can apply.`,
      fix: 'Send one of them, with or without delay; a second fault can do the other.',
      field: `${within}respond.${outcomes[1]}`,
    })
  }
  requireCustomAnswer(respond, within)
  for (const name of ['delay', 'replyDelay'] as const) requireShort(name, respond[name], within)
}

function requireShort(name: string, delay: string | number | undefined, within: string): void {
  if (delay === undefined || isDelay(delay)) return
  fail('invalid_body', {
    message: `${within}respond.${name} is ${delay}, which is longer than ${formatDuration(longestDelayMs)}.`,
    fix: `Send ${formatDuration(longestDelayMs)} at most.`,
    field: `${within}respond.${name}`,
    value_received: delay,
  })
}

/** Of what a fault does, all of which only one can apply. A status is that of its body. */
function outcomesOf(respond: FaultResponse): readonly string[] {
  const { status } = respond
  return (['error', 'status', 'body', 'drop', 'truncate'] as const).filter(
    (name) => respond[name] !== undefined && (name !== 'body' || status === undefined),
  )
}

/**
 * Refuses a fault that is too large to keep and to list.
 *
 * @param within its place in the body, e.g. `faults[2].`.
 * @throws {ApiError} `invalid_body`.
 */
export function requireSmall(fault: Fault, within = ''): void {
  const size = sizeOf(fault)
  if (size <= maxFaultSize) return
  const { match, respond } = fault
  // No other member can be long.
  const parts = { match, 'respond.body': respond.body, 'respond.headers': respond.headers }
  const [[longest]] = Object.entries(parts)
    .map(([name, part]) => [name, sizeOf(part)] as const)
    .sort(([, one], [, other]) => other - one) as [readonly [string, number]]
  fail('invalid_body', {
    message: `The fault has ${size} bytes with a long ${within}${longest}; it may have ${formatSize(maxFaultSize)}, which is ${maxFaultSize} bytes.`,
    fix: `Send a shorter ${longest}.`,
    field: `${within}${longest}`,
  })
}

/** How many bytes the text of a value has. */
function sizeOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value) ?? '')
}
