/** A request of the journal, with its answer. */
export interface RecordedRequest {
  readonly id: string
  readonly at: string
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, unknown>>
  readonly status: number | null
  readonly code: string | null
  readonly sessionId: string | null
  readonly requestId: string
  readonly workspace: string | null
  readonly durationMs: number
  readonly fault: { readonly id: string | null; readonly respond: FaultRespond } | null
  readonly warnings: readonly string[]
  readonly requestHeaders: Headers
  readonly requestBody: unknown
  readonly responseHeaders: Headers
  readonly responseBody: unknown
  readonly nearest: string | null
  readonly curl: string
  readonly hosted: boolean
}

export type Headers = Readonly<Record<string, string | readonly string[]>> | null

export interface Session {
  readonly id: string
  readonly url: string
  readonly provider: string | null
  readonly status: string
  readonly state: string | null
  readonly createdAt: string
  readonly expiresAt: string
  readonly redirectUrl: string | null
  readonly accountId: string | null
}

export interface Connection {
  readonly id: string
  readonly workspace: string
  readonly provider: string
  readonly status: string
  readonly externalAccountId: string | null
  readonly createdAt: string
  readonly host: { readonly displayName: string | null } | null
  readonly action?: { readonly reason: string | null; readonly message: string | null }
}

/** An attempt to deliver an event. */
export interface Attempt {
  readonly id: string
  readonly at: string
  readonly workspace: string
  readonly webhookId: string
  readonly deliveryId: string
  readonly eventId: string
  readonly type: string
  readonly attempt: number
  readonly success: boolean
  readonly statusCode: number | null
  readonly errorMessage: string | null
  readonly nextAttemptAt: string | null
  readonly url: string
  readonly signature: string
  readonly payload: unknown
  readonly requestHeaders: Headers
  readonly responseStatus: number | null
  readonly responseHeaders: Headers
  readonly responseBody: unknown
}

export interface Endpoint {
  readonly id: string
  readonly workspace: string
  readonly url: string
  readonly status: string
  readonly events?: readonly string[]
  readonly consecutiveFailures: number
  readonly waiting: number
  readonly lastAttemptAt: string | null
}

export interface ClockReading {
  readonly now: string
  readonly frozen: boolean
  readonly offsetMs: number
}

export interface FaultMatch {
  readonly method?: string
  readonly path?: string
  readonly provider?: string
  readonly event?: string
  readonly decision?: string
  readonly header?: Readonly<Record<string, string>>
}

/** What changes before a call is handled. */
export interface FirstChange {
  readonly advance?: string | number
  readonly session?: string
  readonly connection?: string
}

export interface FaultRespond {
  readonly error?: string
  readonly status?: number
  /** Any JSON; a text is sent as it is. */
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  readonly delay?: string | number
  readonly drop?: 'before' | 'after'
  readonly truncate?: number
  readonly first?: FirstChange
  readonly replyDelay?: string | number
  readonly decision?: string
  readonly times?: number
  readonly order?: string
  readonly badSignature?: boolean
}

export interface FaultInput {
  readonly match?: FaultMatch
  readonly times?: number | null
  readonly probability?: number
  readonly respond: FaultRespond
}

export interface Fault extends FaultInput {
  readonly id: string
  readonly match: FaultMatch
  readonly times: number | null
  readonly remaining: number | null
  readonly hits: number
  readonly probability: number
  readonly warnings: readonly string[]
}

export interface Workspace {
  readonly id: string
  /** The masked key. */
  readonly name: string
  readonly sessions: number
  readonly connections: number
  readonly clock: ClockReading
  readonly lastCallAt: string | null
}

interface Head {
  readonly id: string
  readonly at: string
  readonly workspace: string | null
}

/** What took place, as the stream of events tells it. */
export type Entry = Head &
  (
    | { readonly type: 'request'; readonly request: RecordedRequest }
    | { readonly type: 'session'; readonly session: Session; readonly change: string }
    | {
        readonly type: 'connection'
        readonly connection: Omit<Connection, 'workspace'>
        readonly change: string
      }
    | { readonly type: 'webhook'; readonly webhook: Attempt }
    | { readonly type: 'clock'; readonly clock: ClockReading }
    | { readonly type: 'fault'; readonly fault: Fault; readonly change: string }
    | { readonly type: 'reset' }
  )
