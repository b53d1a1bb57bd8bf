import type { Static } from '@sinclair/typebox'
import { bounds } from '../lib/bounds.js'
import type { Headers } from '../lib/headers.js'
import { retainedBytes } from '../lib/retained-bytes.js'
import type { JournalLog, LogEntry, LogOptions, LogScope } from '../storage/journal-log.js'
import type { Delivery } from '../webhooks/model.js'
import type { DomainEvent } from '../workspaces/domain-event.js'
import type { ClockReading } from '../workspaces/workspace-clock.js'
import type { Fault, InjectedFault } from './fault.js'
import type * as schema from './journal-schema.js'

/** What is the same in the journal and in its presentation. */
type PresentedRequest = Readonly<Static<typeof schema.RecordedRequest>>

/** A request and its answer, as they are recorded: headers and bodies as they came, to be redacted when somebody reads them. */
export interface RecordedRequest
  extends Pick<
    PresentedRequest,
    'method' | 'path' | 'status' | 'code' | 'sessionId' | 'requestId' | 'startedMs' | 'durationMs' | 'nearest'
  > {
  readonly fault: InjectedFault | null
  readonly warnings: readonly string[]
  /** The provider that it was about; null for none. Absent for a request to which no fault applies. */
  readonly provider?: string | null | undefined
  /** By names in lower case, as they came. */
  readonly requestHeaders: Headers
  /** As it was sent; null for none, and for a long one. */
  readonly requestBody: string | null
  /** As the server has set them; null when they are not known. */
  readonly responseHeaders: Headers | null
  /** JSON as it was sent; null for an empty, long or other body. */
  readonly responseBody: string | null
  readonly origin: RequestOrigin
}

/** What a repetition of a request needs. */
export interface RequestOrigin {
  /** The whole address to which it was sent. */
  readonly url: string
  /** The header that brought the API key, if one did. */
  readonly keyHeader: 'authorization' | 'x-api-key' | null
  /** Other headers that change the answer, by name. */
  readonly headers: Readonly<Record<string, string>>
  /** Whether there was a body, recorded or not. */
  readonly hasBody: boolean
}

/** What has happened to a fault. */
export const faultChanges = ['added', 'hit', 'removed'] as const
export type FaultChange = (typeof faultChanges)[number]

/** Something that took place in a workspace, or in none. */
export type JournalEvent =
  | DomainEvent
  | { readonly type: 'request'; readonly request: RecordedRequest }
  | { readonly type: 'webhook'; readonly url: string; readonly delivery: Delivery }
  | { readonly type: 'clock'; readonly clock: ClockReading }
  | { readonly type: 'fault'; readonly change: FaultChange; readonly fault: Fault }
  | { readonly type: 'reset' }

/** The types of events, in the order of the docs. */
export const journalTypes = [
  'request',
  'session',
  'connection',
  'webhook',
  'clock',
  'fault',
  'reset',
] as const satisfies readonly JournalEvent['type'][]

export type JournalEntry<E extends JournalEvent = JournalEvent> = LogEntry<E>
export type RequestEntry = JournalEntry<Extract<JournalEvent, { type: 'request' }>>
export type WebhookEntry = JournalEntry<Extract<JournalEvent, { type: 'webhook' }>>

export type Scope = LogScope

/** What took place, per workspace and in order. */
export type Journal = JournalLog<JournalEvent>

/** What an entry takes beside what it is about, in bytes. */
const entrySize = 300

/** How much of the journal is kept. */
export const journalOptions: LogOptions<JournalEvent> = {
  counted: 'request',
  maxEntries: bounds.journal.maxItems,
  maxSize: bounds.journal.maxSize,
  maxTotalSize: bounds.allJournals.maxSize,
  sizeOf: (event) => entrySize + retainedBytes(event, bounds.journal.maxSize),
  nameOf: (workspaceId) => `jrn_${workspaceId?.slice(-12) ?? 'server'}`,
}

/**
 * The same for a journal that ends with its server. Its ids are those of one run, so that whoever read that of the run before
 * does not take an entry of this one for known.
 */
export function journalOptionsOfRun(run: string): LogOptions<JournalEvent> {
  const nameOf = (workspaceId: string | null) => journalOptions.nameOf(workspaceId).replace('_', `_${run}_`)
  return { ...journalOptions, nameOf }
}

export function isRequest(entry: JournalEntry): entry is RequestEntry {
  return entry.what.type === 'request'
}

export function isWebhook(entry: JournalEntry): entry is WebhookEntry {
  return entry.what.type === 'webhook'
}
