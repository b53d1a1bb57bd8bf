import type { ErrorCode } from '../errors/catalogue.js'
import { URLSearchParams } from '../lib/node-globals.js'
import type { FaultResponse } from './fault.js'

/** A fault that happened to a request: one that a tester set, or what its Prefer header asked for. */
export interface InjectedFault {
  /** Null for a Prefer header. */
  readonly id: string | null
  readonly respond: FaultResponse
}

/** A request and its answer, as they are kept: bodies as they came, to be redacted when somebody looks. */
export interface RecordedRequest {
  readonly method: string
  /** Without query and base path, escapes undone. */
  readonly path: string
  /** Null when the connection was cut before there was an answer. */
  readonly status: number | null
  readonly code: ErrorCode | null
  /** The session that it named, opened or was about. */
  readonly sessionId: string | null
  readonly requestId: string
  /** Real time from its arrival to its answer. */
  readonly durationMs: number
  readonly fault: InjectedFault | null
  readonly warnings: readonly string[]
  /** As it was sent; null for none, and for a long one. */
  readonly requestBody: string | null
  /** JSON as it was sent; null for an empty, long or other body. */
  readonly responseBody: string | null
  /** What would have worked, or what to do, when it was refused with 400 or 404. */
  readonly nearest: string | null
  /** What a repetition of it needs. */
  readonly origin: RequestOrigin
}

/** The body of a request, parsed; null for none, and for what is neither JSON nor a form. */
export function parsedBody({ requestBody, origin }: RecordedRequest): unknown {
  if (requestBody === null) return null
  if (isForm(origin)) return Object.fromEntries(new URLSearchParams(requestBody))
  try {
    return JSON.parse(requestBody)
  } catch {
    return null
  }
}

/** Whether a body was posted by a page. */
export function isForm({ headers }: RequestOrigin): boolean {
  return String(headers['content-type']).startsWith('application/x-www-form-urlencoded')
}

export interface RequestOrigin {
  /** The whole address to which it was sent. */
  readonly url: string
  /** The header that brought the API key, if one did. */
  readonly keyHeader: 'authorization' | 'x-api-key' | null
  /** Other headers that change the answer, by name. */
  readonly headers: Readonly<Record<string, string>>
  /** Whether there was a body, kept or not. */
  readonly hasBody: boolean
}
