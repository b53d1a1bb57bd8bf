import type { FaultInput, FaultMatch, FaultRespond, FirstChange } from './entries.js'

/** A fault in words. */
export function faultText({ match = {}, respond }: Pick<FaultInput, 'match' | 'respond'>): string {
  return `${respondText(respond)} for ${matchText(match)}`
}

function matchText({ method, path, provider, event, decision, header }: FaultMatch): string {
  if (event !== undefined) return event === '*' ? 'all deliveries' : `deliveries of ${event}`
  if (decision !== undefined) return decision === '*' ? 'all decisions of hosts' : `hosts who ${decision}`
  const parts = [method, path ?? 'all calls', provider, header && `with ${Object.keys(header).join(', ')}`]
  return parts.filter(Boolean).join(' ')
}

/** What a host does in the place of a decision. */
const decisionTexts: Readonly<Record<string, string>> = {
  approve: 'the host approves',
  deny: 'the host refuses',
  expire: 'the session expires',
  conflict: 'the account is connected elsewhere',
  leave: 'the host leaves the page',
  forge: 'the host refuses, and comes back as connected',
  again: 'the host comes back twice',
}

/** What a fault does. */
export function respondText(respond: FaultRespond): string {
  const { error, status, body, headers, delay, drop, truncate, first, replyDelay, decision, ...event } =
    respond
  const parts = [
    ...(first === undefined ? [] : firstTexts(first)),
    error,
    status === undefined ? undefined : String(status),
    body === undefined ? undefined : 'own body',
    headers === undefined ? undefined : `with ${Object.keys(headers).join(', ')}`,
    drop === 'before' ? 'no answer, nothing done' : drop === 'after' ? 'reply lost' : undefined,
    truncate === undefined ? undefined : `cut after ${truncate} bytes`,
    delay === undefined ? undefined : `slow by ${durationText(delay)}`,
    replyDelay === undefined ? undefined : `done at once, the reply late by ${durationText(replyDelay)}`,
    decision === undefined ? undefined : (decisionTexts[decision] ?? decision),
    event.times === undefined ? undefined : `${event.times} times`,
    event.order === undefined ? undefined : 'after the next one',
    event.badSignature ? 'bad signature' : undefined,
  ]
  return parts.filter((part) => part !== undefined).join(', ')
}

/** What changes before a call is handled. */
function firstTexts({ advance, session, connection }: FirstChange): readonly (string | undefined)[] {
  return [
    advance === undefined ? undefined : `the clock moves on by ${durationText(advance)} first`,
    session === undefined ? undefined : `${decisionTexts[session] ?? session} first`,
    connection === undefined ? undefined : 'the newest connection goes bad first',
  ]
}

function durationText(duration: string | number): string {
  return typeof duration === 'number' ? `${duration} ms` : duration
}
