import { URLSearchParams } from '../lib/node-globals.js'
import type { ProviderSlug } from '../providers/providers.js'
import type {
  ClockReading,
  Control,
  Instant,
  MockSession,
  RecordedRequest,
  Send,
  SentWebhook,
} from './control.js'

/** The control calls of one workspace. */
export function createControl(send: Send): Control {
  const get = <T>(path: string, query: object = {}) => {
    const given = Object.entries(query).filter(([, value]) => value !== undefined)
    const entries = given.map(([name, value]): [string, string] => [name, String(value)])
    return send<T>('GET', `${path}?${new URLSearchParams(entries)}`)
  }
  const ask = async <T>(path: string, query?: object) => (await get<{ data: T }>(path, query)).data
  const decide = (way: string) => (id: string, provider?: ProviderSlug) =>
    send<MockSession>(
      'POST',
      `/_mock/sessions/${encodeURIComponent(id)}/${way}`,
      provider ? { provider } : {},
    )
  const session = (id: string) => send<MockSession>('GET', `/_mock/sessions/${encodeURIComponent(id)}`)
  const given = new Set<string>()
  return {
    clock: {
      now: async () => new Date((await send<ClockReading>('GET', '/_mock/clock')).now),
      set: async (now) => send('PUT', '/_mock/clock', { now: textOf(now) }),
      freeze: async (at) =>
        send('PUT', '/_mock/clock', { frozen: true, ...(at !== undefined && { now: textOf(at) }) }),
      advance: async (by) => send('POST', '/_mock/clock/advance', { by: textOfDuration(by) }),
      reset: () => send('DELETE', '/_mock/clock'),
    },
    sessions: {
      list: () => ask('/_mock/sessions', { limit: 1000 }),
      get: session,
      open: async (provider = null, options = {}) => {
        const path = provider === null ? '/v1/connect' : `/v1/connect/${encodeURIComponent(provider)}`
        return session((await send<MockSession>('POST', path, options)).id)
      },
      complete: async (id, options = {}) => {
        const path = `/v1/connect/sessions/${encodeURIComponent(id)}`
        const { provider: bound } = await session(id)
        const provider = options.provider ?? bound
        if (bound === null && provider !== null) await send('POST', `${path}/select-provider`, { provider })
        await send('POST', `${path}/complete`, { ...options, provider })
        return session(id)
      },
      approve: decide('approve'),
      deny: decide('deny'),
      expire: decide('expire'),
    },
    sandbox: {
      seed: () => send('POST', '/v1/sandbox/seed'),
      reset: () => send('POST', '/v1/sandbox/reset'),
    },
    requests: {
      list: (filter) => ask('/_mock/requests', filter),
      count: async (filter) => (await get<{ count: number }>('/_mock/requests/count', filter)).count,
      waitFor: async (filter, { count = 1, wait = '5s' } = {}) => {
        const found = await ask<RecordedRequest[]>('/_mock/requests', {
          ...filter,
          count,
          wait: textOfDuration(wait),
        })
        if (found.length >= count) return found
        const others = (await ask<RecordedRequest[]>('/_mock/requests')).slice(-10)
        throw new Error(
          `Waited ${textOfDuration(wait)} for ${count} requests with ${JSON.stringify(filter)}; ${found.length} came. ` +
            `The last of all: ${others.map(({ method, path, status }) => `${method} ${path} ${status}`).join(', ') || 'none'}.`,
        )
      },
      clear: () => send('DELETE', '/_mock/requests'),
    },
    faults: {
      add: (fault) => send('POST', '/_mock/faults', fault),
      list: () => ask('/_mock/faults'),
      clear: (id) => send('DELETE', `/_mock/faults${id === undefined ? '' : `/${encodeURIComponent(id)}`}`),
    },
    webhooks: {
      list: (filter) => ask('/_mock/webhooks', filter),
      next: async (filter = {}, { wait = '5s' } = {}) => {
        for (let since: string | undefined; ; ) {
          const found = await ask<SentWebhook[]>('/_mock/webhooks', {
            ...filter,
            since,
            wait: textOfDuration(wait),
          })
          const next = found.find(({ id }) => !given.has(id))
          if (next !== undefined) {
            given.add(next.id)
            return next
          }
          since = found.at(-1)?.id
          if (since === undefined) {
            throw new Error(
              `Waited ${textOfDuration(wait)} for a webhook with ${JSON.stringify(filter)}; none was sent.`,
            )
          }
        }
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

function textOf(instant: Instant): string {
  if (typeof instant === 'string') return instant
  const date = new Date(instant)
  if (Number.isNaN(date.getTime())) throw new RangeError(`${instant} is no instant that a clock could show`)
  return date.toISOString()
}

function textOfDuration(duration: string | number): string {
  if (typeof duration === 'string') return duration
  if (Number.isSafeInteger(duration) && duration >= 0) return `${duration}ms`
  throw new RangeError(
    `${duration} is no duration: use a whole number of milliseconds from 0, or a text like 31m`,
  )
}
