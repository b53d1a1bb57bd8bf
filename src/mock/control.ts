import type { Static } from '@sinclair/typebox'
import type * as clock from '../control/clock-schema.js'
import type * as fault from '../control/fault-schema.js'
import type * as journal from '../control/journal-schema.js'
import type * as session from '../control/session-schema.js'
import type { ProviderSlug } from '../providers/providers.js'
import type * as sandbox from '../sandbox/schema.js'

/** What a clock shows. */
export type ClockReading = Static<typeof clock.ClockReading>
/** A fault as it is kept. */
export type Fault = Static<typeof fault.Fault>
/** A fault to set: which calls it is for, and what happens to them. */
export type FaultInput = Static<typeof fault.FaultBody>
/** A call in the journal. */
export type RecordedRequest = Static<typeof journal.RecordedRequest>
/** Which calls of the journal are meant; all if nothing is said. */
export type RequestFilter = Static<typeof journal.CountQuery>
/** An attempt to deliver an event to a webhook. */
export type SentWebhook = Static<typeof journal.SentWebhook>
/** Which attempts are meant; all if nothing is said. */
export type WebhookFilter = Pick<Static<typeof journal.SentQuery>, 'type' | 'webhook' | 'success' | 'since'>
/** A session, whatever it has become. */
export type MockSession = Static<typeof session.AnySession>
/** What seeding has made: names that tell what each is for, and ids that are the same on every seeding. */
export type SandboxSeed = Static<typeof sandbox.SandboxSeedResult>
/** What emptying the sandbox has removed. */
export type SandboxReset = Static<typeof sandbox.SandboxResetResult>

/** All that a workspace holds but its journal, to be kept as JSON. Its parts are in openapi.yaml, `MockSnapshot`. */
export interface Snapshot {
  /** The version of its form. */
  readonly version: 1
  readonly [part: string]: unknown
}

/** An instant: a Date, epoch milliseconds, or a text in RFC 3339. */
export type Instant = Date | number | string

/** What an app says when it opens a session; all of it may be left out but the redirectUrl of a picker. */
export interface OpenOptions {
  readonly redirectUrl?: string
  readonly state?: string
  /** `en` or `fr`. */
  readonly locale?: string
  /** For airbnb. */
  readonly accessType?: 'full_access' | 'messaging' | 'read_only'
  /** The providers that a picker offers; all if not said. */
  readonly allowedProviders?: readonly ProviderSlug[]
}

/** What completes a session; what is left out is made up by the mock. */
export interface CompleteOptions {
  /** Needed for a session whose provider the host has not picked yet. */
  readonly provider?: ProviderSlug
  readonly accountId?: string
  readonly accountName?: string
  /** Needed for a provider that is connected by credentials. */
  readonly credentials?: Readonly<Record<string, string>>
}

/** Sends a control call, and returns the parsed answer. Throws a ControlError for a refusal. */
export type Send = <T>(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: object) => Promise<T>

/**
 * One workspace in the hand of a test: what /_mock offers, typed (ours, openapi.yaml). A duration is a number of
 * milliseconds, or a text of a whole number with ms, s, m, h or d, like `31m`; so it is in calls of /_mock.
 */
export interface Control {
  /** The workspace's time. */
  readonly clock: {
    now(): Promise<Date>
    set(now: Instant): Promise<ClockReading>
    /** Lets time stand still, here or at another instant. */
    freeze(at?: Instant): Promise<ClockReading>
    advance(by: string | number): Promise<ClockReading>
    /** Back to real time. */
    reset(): Promise<ClockReading>
  }
  /** Sessions whatever they have become, and a host who decides at once. */
  readonly sessions: {
    list(): Promise<readonly MockSession[]>
    get(id: string): Promise<MockSession>
    /**
     * Opens a session as the app under test does, by the published call: it is in the journal, and faults apply to it.
     *
     * @param provider the host picks one if it is null or left out; then `redirectUrl` is needed.
     */
    open(provider?: ProviderSlug | null, options?: OpenOptions): Promise<MockSession>
    /** Completes a session, after selecting its provider if it has none yet, by the published calls like `open`. */
    complete(id: string, options?: CompleteOptions): Promise<MockSession>
    /** @param provider what the host picks in a session that has none; else the first that it offers. */
    approve(id: string, provider?: ProviderSlug): Promise<MockSession>
    deny(id: string, provider?: ProviderSlug): Promise<MockSession>
    expire(id: string, provider?: ProviderSlug): Promise<MockSession>
  }
  /** Data to test with: three listings, five reservations and two connections. Only for `sk_test_` keys. */
  readonly sandbox: {
    /** Again, it doubles nothing and moves the dates to the present. */
    seed(): Promise<SandboxSeed>
    /** Removes what seeding has made, and says how much that was. */
    reset(): Promise<SandboxReset>
  }
  /** The journal: what was asked, and what was answered. */
  readonly requests: {
    list(filter?: RequestFilter): Promise<readonly RecordedRequest[]>
    count(filter?: RequestFilter): Promise<number>
    /**
     * Waits until so many requests fit, those from before included.
     *
     * @param count 1 if not said.
     * @param wait a minute at most; 5 seconds if not said.
     * @throws {Error} when they do not come in time, saying which came instead.
     */
    waitFor(
      filter: RequestFilter,
      patience?: { readonly count?: number; readonly wait?: string | number },
    ): Promise<readonly RecordedRequest[]>
    clear(): Promise<void>
  }
  /** What is to happen to calls that fit. */
  readonly faults: {
    add(fault: FaultInput): Promise<Fault>
    list(): Promise<readonly Fault[]>
    /** Removes one, or all. */
    clear(id?: string): Promise<void>
  }
  /** What was sent to the webhooks of the workspace. */
  readonly webhooks: {
    list(filter?: WebhookFilter): Promise<readonly SentWebhook[]>
    /**
     * The oldest attempt that fits and that this did not give out before; waits for it.
     *
     * @param wait a minute at most; 5 seconds if not said. It begins anew when somebody else got the one that came.
     * @throws {Error} when none comes in time.
     */
    next(
      filter?: Omit<WebhookFilter, 'since'>,
      patience?: { readonly wait?: string | number },
    ): Promise<SentWebhook>
  }
  /** Everything that the workspace holds but its journal, to be kept as JSON and put back. */
  snapshot(): Promise<Snapshot>
  restore(snapshot: Snapshot): Promise<void>
  /**
   * Makes the workspace of another key a copy of this one.
   *
   * @returns the new id of each session.
   */
  fork(to: string): Promise<Readonly<Record<string, string>>>
  /** Forgets everything of the workspace. */
  reset(): Promise<void>
}
