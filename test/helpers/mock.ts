import { randomUUID } from 'node:crypto'
import type { FastifyInstance, InjectOptions } from 'fastify'
import { pino } from 'pino'
import type { Test } from 'tap'
import { buildApp } from '../../src/app.js'
import type { AppParts } from '../../src/app-parts.js'
import { readTexts, type SettingName, type Settings } from '../../src/cli/settings.js'
import { journalOptions } from '../../src/control/journal.js'
import type { Clock } from '../../src/lib/clock.js'
import { type Random, systemRandom } from '../../src/lib/ids.js'
import { openStores } from '../../src/storage/open-stores.js'
import { createSystemResolve } from '../../src/webhooks/outbound.js'
import type { Resolve } from '../../src/webhooks/targets.js'
import { type AnyBody, observeAnswers } from './answers.js'

/** A clock that stands still until it is moved. Times are epoch milliseconds. */
export class HandClock implements Clock {
  #nowMs = Date.UTC(2026, 10, 21, 9)

  now(): number {
    return this.#nowMs
  }

  advance(byMs: number): void {
    this.#nowMs += byMs
  }
}

/** One answer, its JSON body parsed. `body` is undefined for an empty answer and a text for a page. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: AnyBody
  /** The code of the envelope, if it is one. */
  readonly code: string | undefined
}

export interface CallOptions {
  /** A JSON body, or a text that is sent as it is. */
  readonly body?: unknown
  /** The API key; null sends none. */
  readonly key?: string | null
  readonly headers?: Readonly<Record<string, string>>
}

/** The real server with a clock in the tester's hand. Every answer is held against what its route declares. */
export interface Mock {
  readonly app: FastifyInstance
  readonly clock: HandClock
  /** The log lines written so far, each a JSON text. */
  readonly log: string[]
  /** The pauses that simulated slowness asked for, in milliseconds; `onPause` runs inside each. */
  readonly pauses: number[]
  onPause: () => Promise<void> | void
  /** The alarms that are set for what falls due later; a test rings them. */
  readonly alarms: { readonly delayMs: number; readonly ring: () => void }[]
  call(method: string, path: string, options?: CallOptions): Promise<Answer>
  /** Opens a session for a provider, or a picker when the provider is null, and returns its id. */
  open(provider: string | null, body?: Record<string, unknown>, options?: CallOptions): Promise<string>
}

export interface MockOptions {
  readonly settings?: Partial<Record<SettingName, string>>
  readonly random?: Random
  /** The addresses of names. */
  readonly resolve?: Resolve
  readonly deliveryTimeoutMs?: number
  /** Stores in the place of those that there would be; they close with the app. */
  readonly stores?: AppParts['stores'] | undefined
  /** Parts of the stores in the place of those that there would be. */
  readonly parts?: Partial<AppParts['stores']>
  /** Sees the app before it has routes. */
  readonly observe?: (app: FastifyInstance) => void
}

export const key = 'sk_test_tests'

/** Why what MAX_WORKSPACES does is not tested; false where it is. */
export const unbounded =
  process.env.TEST_STORE_URL !== undefined && 'it bounds what a server keeps in mind, not what a store holds'

const { TEST_API_VERSION } = process.env

/** With TEST_API_VERSION, the version that the mocks of a test file speak. */
const versionOfTests = TEST_API_VERSION === undefined ? {} : { API_VERSION: TEST_API_VERSION }

/** Builds a mock that closes with the test. */
export async function createMock(
  t: Test,
  {
    settings: texts = {},
    random = systemRandom,
    resolve = createSystemResolve(),
    deliveryTimeoutMs = 5000,
    stores,
    parts = {},
    observe = () => {},
  }: MockOptions = {},
): Promise<Mock> {
  const settings = readTexts({ LOG_LEVEL: 'info', ...versionOfTests, ...texts })
  const clock = new HandClock()
  const log: string[] = []
  const pauses: number[] = []
  const alarms: Mock['alarms'] = []
  const app = await buildApp({
    settings,
    version: '0.0.0-test',
    clock,
    random,
    secrets: systemRandom,
    pause: async (delayMs, signal) => {
      pauses.push(delayMs)
      const aborted = new Promise((resolve) => signal?.addEventListener('abort', resolve))
      await Promise.race([mock.onPause(), aborted])
    },
    alarm: (delayMs, ring) => {
      const alarm = { delayMs, ring }
      alarms.push(alarm)
      return () => alarms.splice(alarms.indexOf(alarm) >>> 0, 1)
    },
    resolve,
    deliveryTimeoutMs,
    stores: { ...(stores ?? (await createStores(settings))), ...parts },
    logger: pino({ level: settings.LOG_LEVEL }, { write: (line: string) => log.push(line) }),
    observer: (app) => {
      observe(app)
      return observeAnswers(t)(app)
    },
  })
  t.teardown(() => app.close())
  const mock: Mock = {
    app,
    clock,
    log,
    pauses,
    onPause: () => {},
    alarms,
    async call(method, path, options = {}) {
      const answer = await app.inject(toInject(method, path, options))
      const headers = answer.headers as Record<string, string | undefined>
      const isJson = headers['content-type']?.startsWith('application/json') && answer.body !== ''
      const body: AnyBody = isJson ? answer.json() : answer.body === '' ? undefined : answer.body
      return { status: answer.statusCode, headers, body, code: isJson ? body.error?.code : undefined }
    },
    async open(provider, body = {}, options = {}) {
      const isPicker = provider === null
      const answer = await mock.call('POST', isPicker ? '/v1/connect' : `/v1/connect/${provider}`, {
        ...options,
        body: isPicker ? { redirectUrl: 'https://app.example/callback', ...body } : body,
      })
      t.equal(answer.status, isPicker ? 201 : 200, `a session for ${provider ?? 'a picker'} opens`)
      return answer.body.sessionId
    },
  }
  return mock
}

/** How long a store may take in tests that are not about one that hangs: this machine may be busy. */
export const patientMs = 30_000

/** Stores in memory; with TEST_STORE_URL those of that store, which nobody else has. */
function createStores({ MAX_SESSIONS, MAX_MEMORY }: Settings): Promise<AppParts['stores']> {
  const settings = {
    STORE_URL: process.env.TEST_STORE_URL ?? null,
    STORE_PREFIX: `test:${randomUUID()}:`,
    MAX_SESSIONS,
    MAX_MEMORY,
  }
  return openStores(settings, journalOptions, { info: () => {}, warn: () => {} }, patientMs)
}

function toInject(
  method: string,
  url: string,
  { body, key: apiKey = key, headers = {} }: CallOptions,
): InjectOptions {
  return {
    method: method as 'GET',
    url,
    headers: {
      ...(apiKey !== null && { authorization: `Bearer ${apiKey}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
  }
}
