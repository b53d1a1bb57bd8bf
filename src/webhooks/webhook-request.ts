/** What is sent to an endpoint. */
export interface WebhookRequest {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** What came of it. */
export interface Reply {
  /** Null when there was no answer. */
  readonly statusCode: number | null
  readonly headers: Readonly<Record<string, string>> | null
  /** The beginning of the answer's body. */
  readonly body: string | null
  /** Why there was no answer, in words. */
  readonly error: string | null
  /** Real milliseconds from sending to the answer, or to giving up. */
  readonly elapsedMs: number
}

/** Sends a request. Never throws, and always ends within its time. */
export type Post = (request: WebhookRequest, signal: AbortSignal) => Promise<Reply>
