import { eventTypeOf } from '../webhooks/event-types.js'
import { type Fault, type FaultInput, isCallOf, requirePossible } from './fault.js'
import { isRequest, isWebhook, type JournalEntry, type RequestEntry, type Scope } from './journal.js'
import type { JournalReader } from './journal-query.js'
import { redactHeader, redactHeaders } from './redact.js'

/** How many entries of the journal a fault would have matched, of how many. */
export interface FaultPreview {
  readonly matches: number
  readonly of: number
}

/**
 * What a fault would have matched of the journal: requests, or the events that were sent where it is about those.
 *
 * @throws {ApiError} what `requirePossible` throws.
 */
export async function previewFault(
  reader: JournalReader,
  scope: Scope,
  input: FaultInput,
): Promise<FaultPreview> {
  requirePossible(input)
  const match = maskedHeaders(input.match ?? {})
  const { event } = match
  const counts = event === undefined ? isRequest : isFirstAttempt
  let matches = 0
  let of = 0
  await reader.visit({ scope, after: 0, sinceMs: Number.NEGATIVE_INFINITY }, (entry) => {
    if (!counts(entry)) return true
    of++
    if (isRequest(entry) ? isMatched(match, entry) : isWebhook(entry) && isEvent(event, entry)) matches++
    return true
  })
  return { matches, of }
}

function isMatched(match: Fault['match'], { what: { request } }: RequestEntry): boolean {
  const { method, path, provider, requestHeaders } = request
  if (provider === undefined) return false
  if (match.provider !== undefined && match.provider !== provider) return false
  const headers = match.header === undefined ? {} : redactHeaders(requestHeaders)
  return isCallOf(match, { method, path, headers })
}

function isFirstAttempt(entry: JournalEntry): boolean {
  return isWebhook(entry) && entry.what.delivery.attempt === 1
}

function isEvent(event: Fault['match']['event'], { what }: JournalEntry): boolean {
  if (event === undefined || event === '*') return true
  return what.type === 'webhook' && what.delivery.event.type === eventTypeOf(event)
}

/** Keys are compared as the journal shows them, because a shared store has them in no other form. */
function maskedHeaders({ header, ...match }: Fault['match']): Fault['match'] {
  if (header === undefined) return match
  const masked = Object.entries(header).map(([name, value]) => [name, redactHeader(name, value)] as const)
  return { ...match, header: Object.fromEntries(masked) }
}
