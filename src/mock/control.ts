import type { Static } from '@sinclair/typebox'
import type * as clock from '../control/clock-schema.js'
import type * as connection from '../control/connection-schema.js'
import type * as endpoint from '../control/endpoint-schema.js'
import type * as fault from '../control/fault-schema.js'
import type * as journal from '../control/journal-schema.js'
import type * as session from '../control/session-schema.js'
import type { ErrorCode } from '../errors/catalogue.js'
import type { ProviderSlug } from '../providers/providers.js'
import type * as sandbox from '../sandbox/seed-schema.js'
import type * as delivery from '../webhooks/delivery-schema.js'

/** What a clock shows. */
export type ClockReading = Static<typeof clock.ClockReading>
/** A fault of the workspace. */
export type Fault = Static<typeof fault.Fault>
/** A fault to add: which calls it matches, and what it does to them. */
export type FaultInput = Static<typeof fault.FaultBody>
/** How many requests of the journal a fault would have matched, and how many there are. */
export type FaultPreview = Static<typeof fault.FaultPreview>
/** A call in the journal. */
export type RecordedRequest = Static<typeof journal.RecordedRequest>
/** Which calls of the journal match; all without it. */
export type RequestFilter = Static<typeof journal.RequestFilter>
/** An attempt to deliver an event to a webhook. */
export type SentWebhook = Static<typeof journal.SentWebhook>
/** Which attempts match; all without it. */
export type WebhookFilter = Pick<Static<typeof journal.SentQuery>, 'type' | 'webhook' | 'success' | 'since'>
/** A session in any status. */
export type MockSession = Static<typeof session.AnySession>
/** What a session that is opened past the API has. */
export type CreateOptions = Readonly<Omit<Static<typeof session.CreateBody>, 'provider'>> & {
  readonly provider?: ProviderSlug
}
/** What a host picks, and where they sign in themselves. */
export interface ApproveOptions {
  readonly provider?: ProviderSlug
  readonly flow?: 'vrbo-login' | 'booking-extranet-login'
}
/** A webhook, and how it fares. */
export type MockEndpoint = Static<typeof endpoint.Endpoint>
/** A delivery that waits or is under way. */
export type PlannedDelivery = Static<typeof delivery.PlannedDelivery>
/** A replay that waits or is under way, and what it has used of its limit. */
export type ReplayedDelivery = Static<typeof delivery.ReplayedDelivery>
/** Why a connection goes bad; `reauth_required` by default. */
export type BreakOptions = Readonly<Static<typeof connection.BreakBody>>
/** A connected account. */
export type MockConnection = Static<typeof connection.AnyConnection>
/** What seeding has made: names that say what each is for, and ids that are the same on every seeding. */
export type SandboxSeed = Static<typeof sandbox.SandboxSeedResult>
/** What emptying the sandbox has removed. */
export type SandboxReset = Static<typeof sandbox.SandboxResetResult>

/** Everything that a workspace holds but its journal, as JSON: `MockSnapshot` of openapi.yaml. */
export interface Snapshot {
  /** The version of its form. */
  readonly version: 1
  readonly [part: string]: unknown
}

/** An instant: a Date, epoch milliseconds, or a string in RFC 3339. */
export type Instant = Date | number | string

/** What an app sends when it opens a session. */
export interface OpenOptions {
  /** Without it, or with null, the host picks one; then `redirectUrl` is required. */
  readonly provider?: ProviderSlug | null
  readonly redirectUrl?: string
  readonly state?: string
  /** `en` or `fr`. */
  readonly locale?: string
  /** For airbnb and vrbo. */
  readonly accessType?: 'full_access' | 'messaging' | 'read_only'
  /** The providers that a picker offers; all without it. */
  readonly allowedProviders?: readonly ProviderSlug[]
}

/** What completes a session. The mock makes up what is left out. */
export interface CompleteOptions {
  /** Required for a session whose provider the host has not picked yet. */
  readonly provider?: ProviderSlug
  readonly accountId?: string
  readonly accountName?: string
  /** Required for a provider that is connected by credentials. */
  readonly credentials?: Readonly<Record<string, string>>
}

/**
 * Controls one workspace by the calls under /_mock (ours, openapi.yaml). A duration is a number of milliseconds, or a
 * string of a whole number with ms, s, m, h or d, like `31m`.
 */
export interface Control {
  /** The workspace's time. */
  readonly clock: {
    now(): Promise<Date>
    set(now: Instant): Promise<ClockReading>
    /** Lets the clock stand still, now or at another instant. */
    freeze(at?: Instant): Promise<ClockReading>
    advance(by: string | number): Promise<ClockReading>
    /** Back to real time. */
    reset(): Promise<ClockReading>
  }
  /** Sessions in any status, and a host who decides at once. */
  readonly sessions: {
    list(): Promise<readonly MockSession[]>
    get(id: string): Promise<MockSession>
    /**
     * Opens a session as the app under test does, by the published call: it is in the journal, and faults apply to it.
     *
     * @example
     * const { id, url } = await mock.sessions.open({ provider: 'airbnb' })
     */
    open(options: OpenOptions): Promise<MockSession>
    /** Opens a session past the API: it is not in the journal, and no fault applies. Without a provider the user picks one. */
    create(options?: CreateOptions): Promise<MockSession>
    /** Completes a session, after selecting its provider if it has none yet, by the published calls like `open`. */
    complete(id: string, options?: CompleteOptions): Promise<MockSession>
    /**
     * @param choice what the host picks in a session that has no provider, else the first that it offers; or where they sign
     * in, which picks the provider too.
     * @example
     * await mock.sessions.approve(id, { flow: 'booking-extranet-login' })
     */
    approve(id: string, choice?: ProviderSlug | ApproveOptions): Promise<MockSession>
    deny(id: string, provider?: ProviderSlug): Promise<MockSession>
    expire(id: string, provider?: ProviderSlug): Promise<MockSession>
  }
  /** Connected accounts. */
  readonly connections: {
    /** The newest 1000, oldest first. Unlike `GET /v1/connect` it is not in the journal, and no fault applies to it. */
    list(): Promise<readonly MockConnection[]>
    /** Lets it go bad: its status becomes `error`, and it has an `action` and a `fixUrl` for its host. */
    break(id: string, options?: BreakOptions): Promise<MockConnection>
    /** Lets it be well again, as if its host had acted. */
    heal(id: string): Promise<MockConnection>
    /** Disconnects it, whatever its provider. */
    remove(id: string): Promise<void>
  }
  /** Data to test with: three listings, five reservations and two connections. Only for `sk_test_` keys. */
  readonly sandbox: {
    /** Seeding again duplicates nothing and moves the dates to the present. */
    seed(): Promise<SandboxSeed>
    /** Removes what seeding has made, and says how much that was. */
    reset(): Promise<SandboxReset>
  }
  /** The journal: requests and their answers. */
  readonly requests: {
    list(filter?: RequestFilter): Promise<readonly RecordedRequest[]>
    count(filter?: RequestFilter): Promise<number>
    /**
     * Waits until `count` requests match, earlier ones included.
     *
     * @param count 1 by default.
     * @param wait a minute at most; 4 seconds by default.
     * @throws {Error} when they do not come in time; its message lists the last requests.
     */
    waitFor(
      filter: RequestFilter,
      patience?: { readonly count?: number; readonly wait?: string | number },
    ): Promise<readonly RecordedRequest[]>
    clear(): Promise<void>
  }
  /** Faults that are injected into matching calls. */
  readonly faults: {
    add(fault: FaultInput): Promise<Fault>
    list(): Promise<readonly Fault[]>
    /** How many requests of the journal a fault would have matched; it is not added. */
    preview(fault: FaultInput): Promise<FaultPreview>
    /** Removes one, or all. */
    clear(id?: string): Promise<void>
  }
  /** What was sent to the webhooks of the workspace. */
  readonly webhooks: {
    list(filter?: WebhookFilter): Promise<readonly SentWebhook[]>
    /**
     * The oldest attempt that matches and was not returned before; waits for it.
     *
     * @param wait a minute at most; 4 seconds by default. It begins anew when another caller got the attempt that came.
     * @throws {Error} when none comes in time.
     */
    next(
      filter?: Omit<WebhookFilter, 'since'>,
      patience?: { readonly wait?: string | number },
    ): Promise<SentWebhook>
    /** The webhooks themselves, oldest first, and how they fare. */
    endpoints(): Promise<readonly MockEndpoint[]>
    /** Sends a sample event to a webhook: `repull.ping` without a type. */
    test(id: string, type?: WebhookFilter['type']): Promise<PlannedDelivery>
    /**
     * Sends the event of a delivery again, by the `deliveryId` of an attempt.
     *
     * @param force also when the delivery succeeded.
     */
    replay(deliveryId: string, options?: { readonly force?: boolean }): Promise<ReplayedDelivery>
  }
  /** Everything that the workspace holds but its journal, for `restore`. */
  snapshot(): Promise<Snapshot>
  restore(snapshot: Snapshot): Promise<void>
  /**
   * Makes the workspace of another key a copy of this one.
   *
   * @returns the new id of each session.
   */
  fork(to: string): Promise<Readonly<Record<string, string>>>
  /** Removes everything of the workspace. */
  reset(): Promise<void>
}

/** A control call that the mock refused. Its message and fix are those of the error envelope. */
export class ControlError extends Error {
  readonly code: ErrorCode
  readonly status: number
  readonly fix: string

  constructor(status: number, { code, message, fix }: { code: ErrorCode; message: string; fix: string }) {
    super(`${message} ${fix}`)
    this.name = 'ControlError'
    this.code = code
    this.status = status
    this.fix = fix
  }
}
