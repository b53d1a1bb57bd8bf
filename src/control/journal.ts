import type { Delivery } from '../webhooks/model.js'
import type { DomainEvent } from '../workspaces/domain-event.js'
import type { ClockReading } from '../workspaces/workspace-clock.js'
import type { RecordedRequest } from './recorded-request.js'

/** Something that happened in a workspace, or in none. */
export type Happening =
  | DomainEvent
  | { readonly type: 'request'; readonly request: RecordedRequest }
  | { readonly type: 'webhook'; readonly url: string; readonly delivery: Delivery }
  | { readonly type: 'clock'; readonly clock: ClockReading }

/** A happening in its place. */
export interface Entry<H extends Happening = Happening> {
  /** Unique in the server; later ones of a workspace have higher numbers at their end. */
  readonly id: string
  /** Its place among the entries of all workspaces. */
  readonly order: number
  /** Epoch milliseconds of the workspace. */
  readonly atMs: number
  readonly workspaceId: string | null
  readonly what: H
  /** About how many bytes it holds. */
  readonly size: number
}

export type RequestEntry = Entry<Extract<Happening, { type: 'request' }>>
export type WebhookEntry = Entry<Extract<Happening, { type: 'webhook' }>>

/** Which entries are meant: those of one workspace, or of all and of none. */
export type Scope = string | null

/**
 * Remembers what happened, per workspace and in order, as much as it has room for: of each workspace the latest, and of
 * workspaces where nothing has happened for long the least.
 */
export interface Journal {
  /**
   * Adds an entry behind all that this server has added before. Never throws.
   *
   * @param size about how many bytes `what` holds.
   */
  record(workspaceId: string | null, atMs: number, what: Happening, size?: number): void
  /** Resolves once whoever lists the entries, on any server, finds those that this one has added; nothing to wait for is undefined. */
  settled(): Promise<void> | undefined
  /** The entries of a scope, oldest first. */
  list(scope: Scope): Promise<readonly Entry[]>
  /** Forgets the requests of a scope, and nothing else. */
  clearRequests(scope: Scope): Promise<void>
  /** Forgets everything of a workspace, or of all. */
  forget(scope: Scope): Promise<void>
  /**
   * Tells of every entry of a scope from now on.
   *
   * @returns what ends it.
   */
  listen(scope: Scope, listener: (entry: Entry) => void): () => void
}

export interface JournalLimits {
  /** Entries of one workspace. */
  readonly entries: number
  /** Bytes of all workspaces together, counted roughly. */
  readonly bytes: number
}

export const journalLimits: JournalLimits = { entries: 1000, bytes: 64 * 1024 * 1024 }

/** About how many bytes a happening holds that nobody has measured; an attempt at a webhook has what came back, too. */
export function roughSize({ type }: Happening): number {
  return type === 'webhook' ? 8000 : 4000
}

/** The id of the entry that is the so-manieth of its workspace. */
export function entryId(workspaceId: string | null, number: number): string {
  return `jrn_${workspaceId?.slice(-12) ?? 'server'}_${number}`
}

export function isRequest(entry: Entry): entry is RequestEntry {
  return entry.what.type === 'request'
}

export function isWebhook(entry: Entry): entry is WebhookEntry {
  return entry.what.type === 'webhook'
}
