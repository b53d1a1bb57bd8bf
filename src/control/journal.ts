import type { JournalLog, LogEntry, LogOptions, LogScope } from '../storage/journal-log.js'
import type { Delivery } from '../webhooks/delivery.js'
import type { DomainEvent } from '../workspaces/domain-event.js'
import type { ClockReading } from '../workspaces/workspace-clock.js'
import type { RecordedRequest } from './recorded-request.js'

/** Something that happened in a workspace, or in none. */
export type Happening =
  | DomainEvent
  | { readonly type: 'request'; readonly request: RecordedRequest }
  | { readonly type: 'webhook'; readonly url: string; readonly delivery: Delivery }
  | { readonly type: 'clock'; readonly clock: ClockReading }

export type Entry<H extends Happening = Happening> = LogEntry<H>
export type RequestEntry = Entry<Extract<Happening, { type: 'request' }>>
export type WebhookEntry = Entry<Extract<Happening, { type: 'webhook' }>>

export type Scope = LogScope

/** What happened, per workspace and in order. */
export type Journal = JournalLog<Happening>

/** How much of the journal is kept: entries of one workspace, and bytes of all. */
export const journalOptions: LogOptions<Happening> = {
  maxEntries: 1000,
  maxBytes: 64 * 1024 * 1024,
  // An attempt at a webhook has what came back, too.
  sizeOf: ({ type }) => (type === 'webhook' ? 8000 : 4000),
  idOf: (workspaceId, number) => `jrn_${workspaceId?.slice(-12) ?? 'server'}_${number}`,
}

export function isRequest(entry: Entry): entry is RequestEntry {
  return entry.what.type === 'request'
}

export function isWebhook(entry: Entry): entry is WebhookEntry {
  return entry.what.type === 'webhook'
}
