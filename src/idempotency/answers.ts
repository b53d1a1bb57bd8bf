import type { Workspace } from '../workspaces/workspace.js'

/** How long an answer is kept, in milliseconds of its workspace (published: 24 hours). */
export const keptForMs = 24 * 60 * 60 * 1000

/** What a call with an Idempotency-Key is about. */
export interface KeyedCall {
  readonly workspace: Pick<Workspace, 'era' | 'clock'>
  /** Method and path. */
  readonly route: string
  /** The session that stands for the API key; null where none does. */
  readonly sessionId: string | null
  readonly key: string
  readonly body: unknown
}

/** An answer as it can be given once more. */
export interface KeptAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly payload: string
  /** The session that the call was about; null when it was about none. */
  readonly sessionId: string | null
}

/** What becomes of a call: it is the one that does the work, or gets the answer of the one that did. */
export type Outcome =
  | { readonly kind: 'attempt'; readonly attempt: Attempt }
  | { readonly kind: 'repetition'; readonly answer: KeptAnswer }
  /** The key belongs to a call with another body. */
  | { readonly kind: 'conflict' }

/** A call that does the work. Until it is finished, others with its key wait. */
export interface Attempt {
  /** Keeps the answer; null keeps none, so that the next call with the key does the work. Only the first time counts. */
  finish(answer: KeptAnswer | null): Promise<void>
}

/** Remembers the answers of calls with an Idempotency-Key, and sees to it that one of several at once does the work. */
export interface Answers {
  begin(call: KeyedCall): Promise<Outcome>
}
