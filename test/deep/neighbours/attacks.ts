import type { Socket } from 'node:net'
import { bytesOf, parsed, type Request } from '../../soak/connection.js'
import type { Attacker } from './attacker.js'

/** What one caller does to everybody else. */
type Attack = (attacker: Attacker) => Promise<void>

const long = (length: number) => 'x'.repeat(length)
const post = (path: string, body: object, headers = {}): Request => ({ method: 'POST', path, body, headers })
const get = (path: string, headers = {}): Request => ({ method: 'GET', path, headers })
const connectHostaway = (at: number) =>
  post('/v1/connect/hostaway', { accountId: String(100_000 + at), apiKey: 'secret-key-of-hostaway' })
/** Connects one account after the other, and asks for them at every fiftieth call. */
export const connectOrAsk = (at: number): Request =>
  at % 50 === 49 ? get('/v1/connect/hostaway') : connectHostaway(at)
const longestSession = () =>
  post('/v1/connect/airbnb', { redirectUrl: `https://app.example/${long(1900)}`, state: long(490) })

/** The attacks, by what they fill or hold. */
export const attacks: Readonly<Record<string, Attack>> = {
  async connections(attacker) {
    await attacker.flood(8, connectOrAsk)
  },

  async 'status answers of many connections'(attacker) {
    for (let at = 0; at < 2000; at++) await attacker.call(connectHostaway(at))
    await attacker.flood(20, () => get('/v1/connect/hostaway'))
  },

  async 'longest sessions'(attacker) {
    await attacker.flood(8, longestSession)
  },

  async 'new keys'(attacker) {
    await attacker.flood(8, (at) => ({ ...connectHostaway(at), key: `sk_test_attacker_${at}` }))
  },

  async 'calls with an Idempotency-Key'(attacker) {
    await attacker.flood(8, (at) => post('/v1/connect/airbnb', {}, { 'Idempotency-Key': `key-${at}` }))
  },

  async 'probes of a silent endpoint'(attacker) {
    await attacker.flood(4, () => post('/v1/webhooks/test', { url: attacker.silentUrl }))
  },

  async 'delayed calls on one connection'(attacker) {
    await attacker.flood(1, () => get('/v1/connect', { Prefer: 'delay=5m' }))
  },

  async 'delayed calls of callers who leave'(attacker) {
    while (!attacker.isOver) {
      const sockets = await Promise.all(Array.from({ length: 50 }, () => attacker.open()))
      for (const socket of sockets)
        socket.write(bytesOf({ ...get('/v1/connect', { Prefer: 'delay=5m' }), key: attacker.key }))
      await new Promise((resolve) => setTimeout(resolve, 5))
      for (const socket of sockets) socket.destroy()
    }
  },

  async 'large faults'(attacker) {
    const fault = (bytes: number) => ({ respond: { status: 503, body: { text: long(bytes) } } })
    await attacker.flood(2, (at) =>
      at % 10 === 9 ? get('/_mock/faults') : post('/_mock/faults', fault(at % 2 ? 60_000 : 1_000_000)),
    )
  },

  async 'event streams that nobody reads'(attacker) {
    for (let at = 0; at < 1000; at++) await attacker.call(get(`/v1/connect/airbnb?unknown=${long(3000)}`))
    for (let at = 0; at < 60; at++) {
      const socket = await attacker.open(false)
      socket.write(bytesOf({ ...get('/_mock/events', { 'Last-Event-ID': 'unknown' }), key: attacker.key }))
    }
    await attacker.flood(2, longestSession)
  },

  async 'long polls without a key'(attacker) {
    for (let at = 0; at < 300; at++) {
      const socket = await attacker.open()
      socket.write(bytesOf(get('/_mock/requests?path=/v1/never&wait=60s&count=1')))
    }
    await attacker.flood(2, (at) => ({ ...longestSession(), key: `sk_test_attacker_${at % 40}` }))
  },

  async 'searches of the journal of all'(attacker) {
    await attacker.flood(4, (at) =>
      at % 4 === 0
        ? bytesOf(get('/_mock/requests?path=/v1/never'))
        : { ...longestSession(), key: `sk_test_attacker_${at % 40}` },
    )
  },

  async 'large snapshots'(attacker) {
    const text = JSON.stringify({ version: 1, sessions: [long(30 * 1024 * 1024)] })
    const put: Request = { method: 'PUT', path: '/_mock/snapshot', body: JSON.parse(text) }
    for (let at = 0; at < 5000; at++) await attacker.call(longestSession())
    while (!attacker.isOver) {
      await attacker.call(put)
      const taken = parsed(await attacker.call(get('/_mock/snapshot')))
      await attacker.call({ method: 'PUT', path: '/_mock/snapshot', body: taken })
      await attacker.call(post('/_mock/fork', { to: 'sk_test_attacker_fork' }))
    }
  },

  async 'rooms of many hotels'(attacker) {
    await attacker.call(post('/v1/sandbox/seed', {}))
    await attacker.flood(4, (at) =>
      at % 2 ? get('/v1/connect/booking') : post('/v1/connect/booking', { hotelId: String(100_000 + at) }),
    )
  },

  async 'webhooks whose endpoint hangs'(attacker) {
    const events = ['account.created', 'connect.session.completed']
    for (let at = 0; at < 60; at++)
      await attacker.call(post('/v1/webhooks', { url: `${attacker.silentUrl}/${at}`, events }))
    await attacker.flood(2, connectHostaway)
  },

  async 'webhooks of many keys whose endpoint hangs'(attacker) {
    const keyOf = (at: number) => `sk_test_attacker_${at % 300}`
    const events = ['account.created']
    for (let at = 0; at < 300; at++)
      await attacker.call({ ...post('/v1/webhooks', { url: attacker.silentUrl, events }), key: keyOf(at) })
    await attacker.flood(2, (at) => ({ ...connectHostaway(at), key: keyOf(at) }))
  },

  async 'webhooks whose name is never resolved'(attacker) {
    const events = ['account.created']
    for (let at = 0; at < 40; at++)
      await attacker.call(post('/v1/webhooks', { url: `http://silent-${at}.test/hooks`, events }))
    await attacker.flood(2, connectHostaway)
  },

  async 'bodies that never end'(attacker) {
    const body = {
      state: long(300),
      redirectUrl: `https://app.example/${long(1500)}`,
      metadata: long(13_000),
    }
    const whole = bytesOf({ ...post('/v1/connect/airbnb', body), key: attacker.key })
    const held: Socket[] = []
    while (!attacker.isOver) {
      const sockets = await Promise.all(Array.from({ length: 200 }, () => attacker.open()))
      for (const socket of sockets) socket.write(whole.subarray(0, -1))
      held.push(...sockets)
      for (const socket of held.splice(0, Math.max(0, held.length - 3100))) socket.destroy()
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  },
}
