import t, { type Test } from 'tap'
import { journalOptions } from '../../src/control/journal.js'
import { ApiError } from '../../src/errors/api-error.js'
import { createMemoryStores } from '../../src/storage/stores.js'
import { type Answer, createMock, type Mock } from '../helpers/mock.js'
import { type Around, observed } from '../helpers/observed.js'

/** A server whose store can be away for one call, before it is made or once it was. */
async function createShaky(t: Test, settings: Record<string, string> = {}) {
  const around: Around = {}
  const stores = createMemoryStores(100, journalOptions)
  const records = observed(stores.records, around)
  const sessionIds = observed(stores.sessionIds, around)
  const mock = await createMock(t, { settings, stores: { ...stores, records, sessionIds } })
  const state = { calls: 0, isBroken: false }
  /** Lets the call of this number fail, counted from now on. */
  const breakAt = (number: number, when: 'before' | 'after') => {
    state.calls = 0
    state.isBroken = false
    around[when] = () => {
      if (++state.calls !== number) return
      state.isBroken = true
      throw new ApiError('store_unavailable')
    }
  }
  const mend = () => {
    delete around.before
    delete around.after
  }
  return { ...mock, breakAt, mend, state }
}

/** What a workspace is brought to before each call. */
async function prepare({ call, open }: Mock) {
  await call('PUT', '/_mock/clock', { body: { now: '2030-01-01T00:00:00Z' } })
  const session = await open('airbnb')
  const booking = await open('booking')
  const picker = await open(null)
  const connected = await open('booking')
  const account = { provider: 'booking', accountId: '4242421' }
  await call('POST', `/v1/connect/sessions/${connected}/complete`, { body: account })
  const body = { url: 'http://127.0.0.1:9/', events: ['account.created'] }
  const webhook = (await call('POST', '/v1/webhooks', { body })).body.id
  const fault = { match: { path: '/v1/never' }, respond: { status: 503 } }
  await call('POST', '/_mock/faults', { body: fault })
  return { session, booking, picker, webhook, fault, snapshot: (await call('GET', '/_mock/snapshot')).body }
}

type Prepared = Awaited<ReturnType<typeof prepare>>

function completeWithKey(call: Mock['call'], { session }: Prepared): Promise<Answer> {
  return call('POST', `/v1/connect/sessions/${session}/complete`, {
    body: { provider: 'airbnb' },
    headers: { 'idempotency-key': 'order-2' },
  })
}

const calls: Readonly<Record<string, (call: Mock['call'], world: Prepared) => Promise<Answer>>> = {
  open: (call) => call('POST', '/v1/connect/airbnb'),
  'open with a key': (call) =>
    call('POST', '/v1/connect/airbnb', { headers: { 'idempotency-key': 'order-1' } }),
  'open of a new key': (call) => call('POST', '/v1/connect/airbnb', { key: 'sk_test_new' }),
  complete: (call, { session }) =>
    call('POST', `/v1/connect/sessions/${session}/complete`, { body: { provider: 'airbnb' } }),
  'complete with a key': completeWithKey,
  'refuse with a key': (call, { booking }) =>
    call('POST', '/v1/connect/booking/verify', {
      key: null,
      body: { sessionId: booking, hotelId: '1000412' },
      headers: { 'idempotency-key': 'order-3' },
    }),
  select: (call, { picker }) =>
    call('POST', `/v1/connect/sessions/${picker}/select-provider`, { body: { provider: 'vrbo' } }),
  read: (call, { session }) => call('GET', `/v1/connect/sessions/${session}`),
  'connect directly': (call) =>
    call('POST', '/v1/connect/guesty', { body: { clientId: 'a', clientSecret: 'b' } }),
  disconnect: (call) => call('DELETE', '/v1/connect/booking'),
  seed: (call) => call('POST', '/v1/sandbox/seed'),
  subscribe: (call) =>
    call('POST', '/v1/webhooks', { body: { url: 'http://127.0.0.1:9/', events: ['repull.ping'] } }),
  'test a webhook': (call, { webhook }) => call('POST', `/v1/webhooks/${webhook}/ping`),
  advance: (call) => call('POST', '/_mock/clock/advance', { body: { by: '1h' } }),
  'advance all': (call) => call('POST', '/_mock/clock/advance', { key: null, body: { by: '1h' } }),
  'fault for all': (call, { fault }) => call('POST', '/_mock/faults', { key: null, body: fault }),
  'clear faults': (call) => call('DELETE', '/_mock/faults'),
  'show a page': (call, { session }) => call('GET', `/connect/airbnb?session=${session}`, { key: null }),
  approve: (call, { booking }) => call('POST', `/_mock/sessions/${booking}/approve`),
  restore: (call, { snapshot }) => call('PUT', '/_mock/snapshot', { body: snapshot }),
  fork: (call) => call('POST', '/_mock/fork', { body: { to: 'sk_test_copy' } }),
  reset: (call) => call('POST', '/_mock/reset'),
  'reset all': (call) => call('POST', '/_mock/reset', { key: null }),
}

for (const [settingsName, settings, times] of [
  ['', {}, ['before', 'after']],
  [', with a seed', { SEED: 'seed' }, ['before']],
] as const) {
  for (const when of times) {
    t.test(`a store that is away at any point ${when} its call is answered${settingsName}`, async (t) => {
      const server = await createShaky(t, settings)
      for (const [name, ask] of Object.entries(calls)) {
        let isOver = false
        for (let number = 1; !isOver && number < 100; number++) {
          await server.call('POST', '/_mock/reset', { key: null })
          const world = await prepare(server)
          await turn()
          server.breakAt(number, when)
          const { status, code } = await ask(server.call, world)
          await turn()
          server.mend()
          isOver = !server.state.isBroken
          const isAway = status === 503 && (code === 'store_unavailable' || name === 'show a page')
          const isFine = status < 300 || isAway || code === 'designation_pending'
          if (!isFine) t.fail(`${name}, call ${number} ${when}: ${status} ${code}`)
          const again = await server.call('GET', '/v1/connect')
          if (again.status !== 200) t.fail(`${name}, call ${number} ${when}: then ${again.status}`)
        }
        t.ok(isOver, `${name} has an end`)
      }
    })
  }
}

t.test('a call that needs no key is answered while the store is away, but a bug is an error', async (t) => {
  const around: Around = {}
  const stores = createMemoryStores(100, journalOptions)
  const { call } = await createMock(t, { stores: { ...stores, records: observed(stores.records, around) } })
  around.before = () => {
    throw new ApiError('store_unavailable')
  }
  for (const key of [null, 'sk_test_never_seen'])
    t.equal((await call('GET', '/v1/connect/providers', { key })).status, 200, String(key))
  around.before = () => {
    throw new TypeError('a bug')
  }
  const answer = await call('GET', '/v1/connect/providers', { key: null })
  t.match(answer, { status: 500, body: { error: { code: 'internal_error' } } })
})

t.test(
  'the same call again with its key after a 503 gets its answer, and its work is done once',
  async (t) => {
    for (const when of ['before', 'after'] as const) {
      const server = await createShaky(t)
      const { call, clock } = server
      let isOver = false
      for (let number = 1; !isOver && number < 100; number++) {
        await call('POST', '/_mock/reset', { key: null })
        const world = await prepare(server)
        const complete = () => completeWithKey(call, world)
        server.breakAt(number, when)
        const first = await complete()
        isOver = !server.state.isBroken
        server.mend()
        let last = first
        if (first.status !== 200) {
          clock.advance(2500)
          last = await complete()
        }
        t.equal(last.status, 200, `call ${number} ${when}`)
        const all = (await call('GET', '/v1/connect')).body.data
        t.equal(all.filter(({ provider }: { provider: string }) => provider === 'airbnb').length, 1)
        const { deliveries, due } = (await call('GET', '/_mock/snapshot')).body.webhooks
        const events = [...deliveries, ...due].map(({ event }: { event: { id: string } }) => event.id)
        t.equal(new Set(events).size, 1, 'one event')
      }
    }
  },
)

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
