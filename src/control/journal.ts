import type { Static } from '@sinclair/typebox'
import type { Delivery } from '../webhooks/model.js'
import type { DomainEvent } from '../workspaces/domain-event.js'
import type { ClockReading } from '../workspaces/workspace-clock.js'
import type { InjectedFault } from './fault.js'
import type * as schema from './journal-schema.js'

/** What is the same in the journal and in its presentation. */
type PresentedRequest = Readonly<Static<typeof schema.RecordedRequest>>

/** A request and its answer, as they are recorded: bodies as they came, to be redacted when somebody reads them. */
export interface RecordedRequest
  extends Pick<
    PresentedRequest,
    'method' | 'path' | 'status' | 'code' | 'sessionId' | 'requestId' | 'durationMs' | 'nearest'
  > {
  readonly fault: InjectedFault | null
  readonly warnings: readonly string[]
  /** As it was sent; null for none, and for a long one. */
  readonly requestBody: string | null
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

/** Something that took place in a workspace, or in none. */
export type JournalEvent =
  | DomainEvent
  | { readonly type: 'request'; readonly request: RecordedRequest }
  | { readonly type: 'webhook'; readonly url: string; readonly delivery: Delivery }
  | { readonly type: 'clock'; readonly clock: ClockReading }

/** A journal event in its place. */
export interface JournalEntry<E extends JournalEvent = JournalEvent> {
  /** Unique in the server. The number at its end grows within a workspace. */
  readonly id: string
  /** Its place among the entries of all workspaces. */
  readonly order: number
  /** Epoch milliseconds of the workspace. */
  readonly atMs: number
  readonly workspaceId: string | null
  readonly what: E
  /** About how many bytes it holds. */
  readonly size: number
}

export type RequestEntry = JournalEntry<Extract<JournalEvent, { type: 'request' }>>
export type WebhookEntry = JournalEntry<Extract<JournalEvent, { type: 'webhook' }>>

/** The entries of one workspace; null for those of all and of none. */
export type Scope = string | null

/**
 * Records events per workspace and in order, as far as there is room: of each workspace the latest entries. When all
 * together are too many, the workspaces that were quiet for longest lose theirs first.
 */
export interface Journal {
  /**
   * Adds an entry behind all that this server has added before. Never throws.
   *
   * @param size about how many bytes `what` holds.
   */
  record(workspaceId: string | null, atMs: number, what: JournalEvent, size?: number): void
  /** Resolves once every server lists the entries that this one has added; undefined when they all do already. */
  settled(): Promise<void> | undefined
  /** The entries of a scope, oldest first. */
  list(scope: Scope): Promise<readonly JournalEntry[]>
  /** Removes the requests of a scope, and nothing else. */
  clearRequests(scope: Scope): Promise<void>
  /** Removes all entries of a scope. */
  forget(scope: Scope): Promise<void>
  /**
   * Calls the listener with every entry of a scope from now on.
   *
   * @returns what ends it.
   */
  listen(scope: Scope, listener: (entry: JournalEntry) => void): () => void
}

export interface JournalLimits {
  /** Entries of one workspace. */
  readonly entries: number
  /** Bytes of all workspaces together, counted roughly. */
  readonly bytes: number
}

export const journalLimits: JournalLimits = { entries: 1000, bytes: 64 * 1024 * 1024 }

/** About how many bytes an event holds that nobody has measured. An attempt at a webhook holds its response too. */
export function roughSize({ type }: JournalEvent): number {
  return type === 'webhook' ? 8000 : 4000
}

/** @param number the place of the entry among those that its workspace ever had, from 1. */
export function entryId(workspaceId: string | null, number: number): string {
  return `jrn_${workspaceId?.slice(-12) ?? 'server'}_${number}`
}

export function isRequest(entry: JournalEntry): entry is RequestEntry {
  return entry.what.type === 'request'
}

export function isWebhook(entry: JournalEntry): entry is WebhookEntry {
  return entry.what.type === 'webhook'
}
