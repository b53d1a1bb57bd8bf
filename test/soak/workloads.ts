import { mintedPair } from '../../src/providers/channel.js'
import { tokenIn } from '../helpers/pages.js'
import type { User } from './user.js'

/** One or more requests of a user. */
type Workload = (user: User) => Promise<unknown>

const redirectUrl = 'https://app.example/callback'

async function open(user: User, provider: string): Promise<string | undefined> {
  const body = { redirectUrl, state: 'x'.repeat(Math.floor(user.random() * 500)) }
  return (await user.ask('POST', `/v1/connect/${provider}`, [200], { body }))?.id
}

/** Single requests: sessions that expire soon, and common mistakes. */
const single: readonly Workload[] = [
  (user) => open(user, user.pick(['airbnb', 'booking', 'vrbo', 'guesty', 'hostaway'])),
  (user) => user.ask('POST', '/v1/connect', [201], { body: { redirectUrl, allowedProviders: ['airbnb'] } }),
  (user) => user.ask('POST', '/v1/connect/airbnbpro', [400], { body: {} }),
  (user) => user.ask('POST', '/v1/connect', [400], { body: {} }),
  (user) => user.ask('GET', '/v1/connect?limt=2', [422]),
  (user) => user.ask('GET', '/v1/nonsense', [404]),
  (user) => user.ask('PUT', '/v1/connect', [405]),
  (user) => user.ask('GET', '/v1/connect/sessions/cs_0000000000ABCDEFGHJKMNPQRS', [404]),
  (user) => user.ask('GET', '/v1/reviews', [501]),
  (user) => user.ask('GET', '/v1/connect', [401], { key: 'nonsense' }),
  (user) => user.ask('GET', '/v1/health', [200]),
  (user) => user.ask('GET', '/v1/connect/providers', [200]),
  (user) => user.ask('HEAD', '/v1/connect', [200]),
  (user) => user.ask('GET', '/v1/connect/airbnb', [410], { headers: { Prefer: 'error=session_expired' } }),
]

/** Eight single requests at the same time. */
export const burst: Workload = (user) => Promise.all(Array.from({ length: 8 }, () => user.pick(single)(user)))

const connectAccount: Workload = async (user) => {
  const provider = user.pick(['airbnb', 'guesty', 'vrbo'])
  const id = await open(user, provider)
  if (id === undefined) return
  await user.ask('GET', `/v1/connect/sessions/${id}`, [200, 404, 410])
  const credentials = provider === 'vrbo' ? mintedPair(id) : { clientId: 'one', clientSecret: 'two' }
  const body = { provider, ...(provider !== 'airbnb' && { credentials }) }
  await user.ask('POST', `/v1/connect/sessions/${id}/complete`, [200, 404, 410], { body })
  await user.ask('GET', `/v1/connect/${provider}`, [200])
  if (user.random() < 0.5) await user.ask('DELETE', `/v1/connect/${provider}`, [200, 404, 422, 501])
}

const claimHotel: Workload = async (user) => {
  const sessionId = await open(user, 'booking')
  if (sessionId === undefined) return
  const verified = await user.ask('POST', '/v1/connect/booking/verify', [200, 404, 410], {
    body: { sessionId, hotelId: '200118' },
  })
  if (verified === undefined) return
  const list = await user.ask('GET', `/v1/connect/booking/rooms?sessionId=${sessionId}`, [200, 404, 410])
  const mappings = list?.rooms.map(({ roomId }: { roomId: string }) => ({ roomId, listingId: null }))
  if (mappings)
    await user.ask('POST', '/v1/connect/booking/map-rooms', [200, 404, 410], {
      body: { sessionId, mappings },
    })
}

const visitPages: Workload = async (user) => {
  const provider = user.pick(['airbnb', 'hostaway'])
  const id = await open(user, provider)
  if (id === undefined) return
  const path = `/connect/${provider}?session=${id}`
  const page = await user.ask('GET', path, [200, 404, 410])
  const form = {
    formToken: tokenIn({ body: page ?? '' }),
    decision: user.pick(['cancel', 'nonsense']),
  }
  if (page)
    await user.ask('POST', path, [200, 303, 400, 404, 410], { body: String(new URLSearchParams(form)) })
  await user.ask('GET', `${path}&auto=${user.pick(['approve', 'deny', 'expire'])}`, [303, 404, 409, 410])
}

const refusedHost: Workload = async (user) => {
  const id = await open(user, 'guesty')
  const credentials = { clientId: user.pick(['invalid', 'unavailable']), clientSecret: 'x' }
  const body = { sessionId: id, credentials }
  if (id) await user.ask('POST', '/v1/connect/guesty/credentials', [401, 404, 410, 503], { body })
}

const retry: Workload = async (user) => {
  const headers = { 'Idempotency-Key': `once-${Math.floor(user.random() * 1e9)}` }
  const body = { redirectUrl }
  const request = { body, headers }
  await Promise.all([
    user.ask('POST', '/v1/connect/airbnb', [200, 409], request),
    user.ask('POST', '/v1/connect/airbnb', [200, 409], request),
  ])
  await user.ask('POST', '/v1/connect/airbnb', [422, 200], {
    headers,
    body: { redirectUrl, state: 'another' },
  })
}

const sandbox: Workload = async (user) => {
  await user.ask('POST', '/v1/sandbox/seed', [200])
  await user.ask('GET', '/v1/listings?include=content,details', [200])
  await user.ask('GET', '/v1/channels/airbnb/reservations?limit=2', [200, 409])
  await user.ask('POST', '/v1/sandbox/reset', [200])
}

/** Workloads that change a workspace, which must be reset to be empty again. */
export function statefulWorkloads(receiverUrl: string): readonly Workload[] {
  const receiveEvents: Workload = async (user) => {
    const body = { url: receiverUrl, events: ['account.created', 'account.disconnected'] }
    const webhook = await user.ask('POST', '/v1/webhooks', [201], { body })
    if (webhook === undefined) return
    await user.ask('POST', `/v1/webhooks/${webhook.id}/ping`, [200, 404])
    await connectAccount(user)
    await user.ask('GET', `/v1/webhooks/${webhook.id}/deliveries`, [200, 404])
    const wait = user.hasOwnConnection ? '&wait=20ms' : ''
    await user.ask('GET', `/_mock/webhooks?count=1${wait}`, [200])
    if (user.random() < 0.7) await user.ask('DELETE', `/v1/webhooks/${webhook.id}`, [200, 404])
  }
  const own = [connectAccount, connectAccount, claimHotel, visitPages, refusedHost, retry, sandbox]
  return [...own, receiveEvents, moveTime, takeAndRestore, readControl, disconnectEarly, injectFaults]
}

const moveTime: Workload = async (user) => {
  const body = user.random() < 0.5 ? { by: '31m' } : { by: '25h' }
  await open(user, 'airbnb')
  await user.ask('POST', '/_mock/clock/advance', [200], { body })
  await user.ask('PUT', '/_mock/clock', [200], { body: { frozen: user.random() < 0.5 } })
  if (user.random() < 0.7) await user.ask('DELETE', '/_mock/clock', [200])
}

const takeAndRestore: Workload = async (user) => {
  await connectAccount(user)
  const snapshot = await user.ask('GET', '/_mock/snapshot', [200])
  if (snapshot) await user.ask('PUT', '/_mock/snapshot', [200], { body: snapshot })
  if (user.random() < 0.3) {
    await user.ask('POST', '/_mock/fork', [200], { body: { to: `${user.key}_copy` } })
    await user.ask('POST', '/_mock/reset', [204], { key: `${user.key}_copy` })
  }
}

const readControl: Workload = async (user) => {
  await Promise.all([
    user.ask('GET', '/_mock/requests?limit=5', [200]),
    user.ask('GET', '/_mock/requests/count?status=404', [200]),
    user.ask('GET', '/_mock/sessions?limit=5', [200]),
    user.ask('GET', '/_mock/clock', [200]),
    user.ask('GET', '/v1/connect?limit=5', [200]),
  ])
  if (user.hasOwnConnection) await user.ask('GET', '/_mock/requests?path=/never&wait=10ms', [200])
}

const disconnectEarly: Workload = async (user) => {
  await user.disconnect('GET', '/_mock/events', true)
  await user.disconnect('GET', '/_mock/requests?path=/never&wait=60s', false)
  await user.disconnect('POST', '/v1/connect/airbnb', user.random() < 0.5)
}

const injectFaults: Workload = async (user) => {
  if (!user.hasOwnConnection) {
    const respond = user.pick([{ error: 'provider_unavailable' }, { status: 429 }, { status: 502 }])
    await user.ask('POST', '/_mock/faults', [201], { body: { times: 1, respond } })
    await user.ask('POST', '/v1/connect/airbnb', [200, 429, 502, 503], { body: {} })
  } else {
    const respond = user.pick([{ drop: 'before' }, { drop: 'after' }, { truncate: 20 }])
    const fault = await user.ask('POST', '/_mock/faults', [201], { body: { times: 1, respond } })
    if (fault) await user.sendLossy('POST', '/v1/connect/airbnb', { body: {} })
  }
  await user.ask('DELETE', '/_mock/faults', [204])
}
