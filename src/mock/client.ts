import { inject } from 'light-my-request'
import { URLSearchParams } from '../lib/node-globals.js'
import type { ProviderSlug } from '../providers/providers.js'
import type { App } from '../server.js'
import {
  type ClockReading,
  type CompleteOptions,
  type Control,
  ControlError,
  type Instant,
  type MockConnection,
  type MockSession,
  type OpenOptions,
  type RecordedRequest,
  type RequestFilter,
  type SentWebhook,
  type WebhookFilter,
} from './control.js'
import { checkOptions } from './options.js'

const openOptions = [
  'provider',
  'redirectUrl',
  'state',
  'locale',
  'accessType',
  'allowedProviders',
] as const satisfies readonly (keyof OpenOptions)[]
const completeOptions = [
  'provider',
  'accountId',
  'accountName',
  'credentials',
] as const satisfies readonly (keyof CompleteOptions)[]
const requestFilter = [
  'method',
  'path',
  'status',
  'code',
  'session',
  'since',
] as const satisfies readonly (keyof RequestFilter)[]
const webhookFilter = [
  'type',
  'webhook',
  'success',
  'since',
] as const satisfies readonly (keyof WebhookFilter)[]

/** How long is waited by default: less than the 5 s after which Jest and Vitest end a test, so that the error says more. */
const defaultWait = '4s'

/** Sends a call, and returns the parsed answer. Throws a ControlError for a refusal. */
export type Send = <T>(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: object) => Promise<T>

/**
 * Sends calls past the network, so that what a test replaces there does not affect them.
 *
 * @param key the API key of the workspace; null for all workspaces.
 */
export function createSend(app: App, host: string, token: string | null, key: string | null): Send {
  return async (method, path, body) => {
    const headers = {
      host,
      ...(token !== null && path.startsWith('/_mock') && { authorization: `Bearer ${token}` }),
      ...(key !== null && { 'x-api-key': key }),
    }
    const payload = body !== undefined && { payload: body }
    const answer = await inject(app.routing, { method, url: path, headers, ...payload })
    const parsed = answer.body === '' ? undefined : answer.json()
    if (answer.statusCode >= 400) throw new ControlError(answer.statusCode, parsed.error)
    return parsed
  }
}

/** The control calls of one workspace. */
export function createControl(send: Send): Control {
  const get = <T>(path: string, query: object = {}) => {
    const params = new URLSearchParams()
    for (const [name, value] of Object.entries(query))
      if (value !== undefined) params.set(name, String(value))
    return send<T>('GET', `${path}?${params}`)
  }
  const list = async <T>(path: string, query?: object) => (await get<{ data: T[] }>(path, query)).data
  const session = (id: string) => send<MockSession>('GET', `/_mock/sessions/${encodeURIComponent(id)}`)
  const decide = (decision: string) => (id: string, provider?: ProviderSlug) =>
    send<MockSession>(
      'POST',
      `/_mock/sessions/${encodeURIComponent(id)}/${decision}`,
      provider ? { provider } : {},
    )
  const approve: Control['sessions']['approve'] = async (id, choice) => {
    const body = typeof choice === 'object' ? choice : { ...(choice && { provider: choice }) }
    checkOptions('sessions.approve', body, ['provider', 'flow'])
    return send('POST', `/_mock/sessions/${encodeURIComponent(id)}/approve`, body)
  }
  const returnedWebhooks = new Set<string>()
  return {
    clock: {
      now: async () => new Date((await send<ClockReading>('GET', '/_mock/clock')).now),
      set: async (now) => send('PUT', '/_mock/clock', { now: instantText(now) }),
      freeze: async (at) =>
        send('PUT', '/_mock/clock', { frozen: true, ...(at !== undefined && { now: instantText(at) }) }),
      advance: async (by) => send('POST', '/_mock/clock/advance', { by: durationText(by) }),
      reset: () => send('DELETE', '/_mock/clock'),
    },
    sessions: {
      list: () => list('/_mock/sessions', { limit: 1000 }),
      get: session,
      open: async (options) => {
        checkOptions('sessions.open', options, openOptions)
        const { provider, ...body } = options
        const path = provider == null ? '/v1/connect' : `/v1/connect/${encodeURIComponent(provider)}`
        return session((await send<MockSession>('POST', path, body)).id)
      },
      create: async (options = {}) => {
        checkOptions('sessions.create', options, ['provider', 'redirectUrl', 'state', 'ttl'])
        return send('POST', '/_mock/sessions', options)
      },
      complete: async (id, options = {}) => {
        checkOptions('sessions.complete', options, completeOptions)
        const path = `/v1/connect/sessions/${encodeURIComponent(id)}`
        const { provider: bound } = await session(id)
        const provider = options.provider ?? bound
        if (bound === null && provider !== null) await send('POST', `${path}/select-provider`, { provider })
        await send('POST', `${path}/complete`, { ...options, provider })
        return session(id)
      },
      approve,
      deny: decide('deny'),
      expire: decide('expire'),
    },
    connections: {
      list: () => list<MockConnection>('/_mock/connections', { limit: 1000 }),
      break: async (id, options = {}) => {
        checkOptions('connections.break', options, ['reason'])
        return send('POST', `/_mock/connections/${encodeURIComponent(id)}/break`, options)
      },
      heal: (id) => send('POST', `/_mock/connections/${encodeURIComponent(id)}/heal`),
      remove: async (id) => {
        await send('DELETE', `/_mock/connections/${encodeURIComponent(id)}`)
      },
    },
    sandbox: {
      seed: () => send('POST', '/v1/sandbox/seed'),
      reset: () => send('POST', '/v1/sandbox/reset'),
    },
    requests: {
      list: async (filter = {}) => {
        checkOptions('requests.list', filter, requestFilter)
        return list('/_mock/requests', filter)
      },
      count: async (filter = {}) => {
        checkOptions('requests.count', filter, requestFilter)
        return (await get<{ count: number }>('/_mock/requests/count', filter)).count
      },
      waitFor: async (filter, patience = {}) => {
        checkOptions('requests.waitFor', filter, requestFilter)
        checkOptions('requests.waitFor', patience, ['count', 'wait'])
        const { count = 1, wait = defaultWait } = patience
        const waiting = { ...filter, count, wait: durationText(wait) }
        const found = await list<RecordedRequest>('/_mock/requests', waiting)
        if (found.length >= count) return found
        const others = (await list<RecordedRequest>('/_mock/requests')).slice(-10)
        throw new Error(
          `Waited ${waiting.wait} for ${count} requests with ${JSON.stringify(filter)}; ${found.length} came. ` +
            `The last of all: ${others.map(({ method, path, status }) => `${method} ${path} ${status}`).join(', ') || 'none'}.`,
        )
      },
      clear: () => send('DELETE', '/_mock/requests'),
    },
    faults: {
      add: (fault) => send('POST', '/_mock/faults', fault),
      list: () => list('/_mock/faults'),
      preview: (fault) => send('POST', '/_mock/faults/preview', fault),
      clear: (id) => send('DELETE', `/_mock/faults${id === undefined ? '' : `/${encodeURIComponent(id)}`}`),
    },
    webhooks: {
      list: async (filter = {}) => {
        checkOptions('webhooks.list', filter, webhookFilter)
        return list('/_mock/webhooks', filter)
      },
      next: async (filter = {}, patience = {}) => {
        checkOptions('webhooks.next', filter, ['type', 'webhook', 'success'])
        checkOptions('webhooks.next', patience, ['wait'])
        const { wait = defaultWait } = patience
        const waiting = { ...filter, wait: durationText(wait) }
        for (let since: string | undefined; ; ) {
          const found = await list<SentWebhook>('/_mock/webhooks', { ...waiting, since })
          const next = found.find(({ id }) => !returnedWebhooks.has(id))
          if (next !== undefined) {
            returnedWebhooks.add(next.id)
            return next
          }
          since = found.at(-1)?.id
          if (since !== undefined) continue
          const last = (await list<SentWebhook>('/_mock/webhooks')).slice(-10).map(attemptText).join(', ')
          const { length } = await list('/_mock/endpoints')
          throw new Error(
            `Waited ${waiting.wait} for a webhook with ${JSON.stringify(filter)}; no new one was sent. ` +
              `The last of all: ${last || 'none'}.` +
              (length === 0 ? ' The workspace has no webhook; POST /v1/webhooks makes one.' : ''),
          )
        }
      },
      endpoints: () => list('/_mock/endpoints', { limit: 1000 }),
      test: (id, type) =>
        send('POST', `/_mock/endpoints/${encodeURIComponent(id)}/test`, type === undefined ? {} : { type }),
      replay: async (deliveryId, options = {}) => {
        checkOptions('webhooks.replay', options, ['force'])
        return send('POST', `/_mock/webhooks/${encodeURIComponent(deliveryId)}/replay`, options)
      },
    },
    snapshot: () => send('GET', '/_mock/snapshot'),
    restore: async (snapshot) => {
      await send('PUT', '/_mock/snapshot', snapshot)
    },
    fork: async (to) =>
      (await send<{ sessions: Record<string, string> }>('POST', '/_mock/fork', { to })).sessions,
    reset: () => send('POST', '/_mock/reset'),
  }
}

/** @example attemptText(attempt) // 'account.created to http://127.0.0.1:9/ 204' */
function attemptText({ type, url, statusCode }: SentWebhook): string {
  return `${type} to ${url} ${statusCode ?? '(no answer)'}`
}

function instantText(instant: Instant): string {
  if (typeof instant === 'string') return instant
  // A null, which JavaScript lets through, would be the year 1970.
  const date = new Date(instant ?? Number.NaN)
  if (!Number.isNaN(date.getTime())) return date.toISOString()
  throw new RangeError(
    `${instant} is no instant that a clock could show: use a Date, epoch milliseconds, or a text like 2026-11-21T09:00:00Z`,
  )
}

function durationText(duration: string | number): string {
  if (typeof duration === 'string') return duration
  if (Number.isSafeInteger(duration) && duration >= 0) return `${duration}ms`
  throw new RangeError(
    `${duration} is no duration: use a whole number of milliseconds from 0, or a text like 31m`,
  )
}
