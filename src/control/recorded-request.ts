import type { ErrorCode } from '../errors/catalogue.js'
import type { FaultResponse } from './fault.js'

/** A fault that happened to a request: one that a tester set, or what its Prefer header asked for. */
export interface MetFault {
  /** Null for a Prefer header. */
  readonly id: string | null
  readonly respond: FaultResponse
}

/** A request and its answer, as they are kept: bodies as they came, to be redacted when somebody looks. */
export interface RecordedRequest {
  readonly method: string
  /** Without query and base path. */
  readonly path: string
  readonly query: Readonly<Record<string, unknown>>
  /** Null when the connection was cut before there was an answer. */
  readonly status: number | null
  readonly code: ErrorCode | null
  /** The session that it named, opened or was about. */
  readonly sessionId: string | null
  readonly requestId: string
  /** Real time from its arrival to its answer. */
  readonly durationMs: number
  readonly fault: MetFault | null
  readonly warnings: readonly string[]
  readonly requestBody: unknown
  /** JSON as it was sent; null for an empty, long or other body. */
  readonly responseBody: string | null
  /** What would have worked, or what to do, when it was refused with 400 or 404. */
  readonly nearest: string | null
  /** What a repetition of it needs. */
  readonly origin: RequestOrigin
}

export interface RequestOrigin {
  /** The whole address to which it was sent. */
  readonly url: string
  /** The header that brought the API key, if one did. */
  readonly keyHeader: 'authorization' | 'x-api-key' | null
  /** Other headers that change the answer, by name. */
  readonly headers: Readonly<Record<string, string>>
}
