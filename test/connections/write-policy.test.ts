import t from 'tap'
import { defaultPolicy } from '../../src/connections/write-policy.js'
import { createMock } from '../helpers/mock.js'

const path = '/v1/connect/hostaway/write-policy'
const on = {
  calendar: { availability: true, rates: true, restrictions: true },
  reservations: { website: true, dashboard: true, api: true },
}

t.test('switches of a PMS begin on, change one by one, and survive a reconnect and a snapshot', async (t) => {
  const { call } = await createMock(t)
  const connect = () => call('POST', '/v1/connect/hostaway', { body: { apiKey: 'a' } })
  const { body: connection } = await connect()
  t.strictSame((await call('GET', path)).body, { provider: 'hostaway', writePolicy: on, defaults: on })
  const changed = await call('PATCH', path, {
    body: { calendar: { rates: false }, reservations: { api: false } },
  })
  const writePolicy = {
    calendar: { ...on.calendar, rates: false },
    reservations: { ...on.reservations, api: false },
  }
  t.strictSame(changed.body, { provider: 'hostaway', writePolicy, defaults: on })
  await call('PATCH', path, { body: { reservations: { api: true } } })
  await call('DELETE', `/_mock/connections/${connection.id}`)
  t.equal((await call('GET', path)).code, 'no_connection')
  await connect()
  const { body: snapshot } = await call('GET', '/_mock/snapshot')
  await call('POST', '/_mock/reset')
  await call('PUT', '/_mock/snapshot', { body: snapshot })
  t.strictSame((await call('GET', path)).body.writePolicy, { ...writePolicy, reservations: on.reservations })
  t.strictSame((await call('PATCH', path, { body: {} })).body.writePolicy.calendar, writePolicy.calendar)
})

t.test('cloudbeds and mews begin with the switches of the calendar off', async (t) => {
  for (const slug of ['cloudbeds', 'mews'])
    t.strictSame(defaultPolicy(slug), {
      calendar: { availability: false, rates: false, restrictions: false },
      reservations: on.reservations,
    })
})

t.test('no PMS, no connection and a bad switch are refused', async (t) => {
  const { call } = await createMock(t)
  for (const method of ['GET', 'PATCH']) {
    const options = method === 'PATCH' ? { body: { calendar: { rates: false } } } : {}
    const unconnected = await call(method, path, options)
    t.match(unconnected, { status: 404, code: 'no_connection', body: { error: { field: 'provider' } } })
    t.match(await call(method, '/v1/connect/airbnb/write-policy', options), {
      status: 400,
      code: 'invalid_provider',
    })
  }
  for (const [body, field] of [
    [{ calendar: { rates: 'off' } }, 'calendar.rates'],
    [{ calendar: { prices: false } }, 'calendar.prices'],
    [{ calender: {} }, 'calender'],
  ] as const)
    t.match((await call('PATCH', path, { body })).body, { error: { code: 'invalid_body', field } })
})

t.test(
  'the status of a PMS says which reservations can be written, as connection and policy allow',
  async (t) => {
    const { call } = await createMock(t)
    const status = async (slug: string) => (await call('GET', `/v1/connect/${slug}`)).body
    const flags = ['create', 'modify', 'cancel', 'quote', 'customPrice']
    const truthOf = async (slug: string) => {
      const { reservations } = (await status(slug)).capabilities
      return flags.filter((flag) => reservations[flag])
    }
    const before = await status('hostaway')
    t.notOk('writePolicy' in before)
    t.match(before.capabilities.reservations, { managedBy: 'pms', provider: 'hostaway', create: false })
    t.match(before.capabilities.reservations.notes, /no connection/)
    const ids = new Map<string, string>()
    for (const slug of ['hostaway', 'smoobu', 'igms', 'ownerrez', 'mews', 'cloudbeds'])
      ids.set(slug, (await call('POST', `/v1/connect/${slug}`, { body: { apiKey: 'a' } })).body.id)
    t.strictSame((await status('hostaway')).writePolicy, on)
    t.strictSame(await truthOf('hostaway'), flags)
    t.strictSame(await truthOf('igms'), ['create', 'modify', 'cancel', 'customPrice'])
    t.strictSame(await truthOf('ownerrez'), ['create', 'modify', 'quote'])
    t.strictSame(await truthOf('mews'), ['create', 'modify', 'cancel', 'customPrice'])
    t.strictSame(await truthOf('cloudbeds'), ['create', 'modify', 'cancel'])
    t.match((await status('mews')).capabilities.reservations, { verifiedAgainst: 'sandbox', notes: '' })
    t.match((await status('smoobu')).capabilities.reservations, {
      verifiedAgainst: 'vendor_docs',
      notes: /dates/,
    })
    await call('PATCH', path, { body: { reservations: { api: false } } })
    t.strictSame(await truthOf('hostaway'), [])
    t.match((await status('hostaway')).capabilities.reservations.notes, /reservations\.api/)
    await call('POST', `/_mock/connections/${ids.get('igms')}/break`)
    t.strictSame(await truthOf('igms'), [])
    await call('POST', '/v1/connect/airbnb')
    t.notOk('capabilities' in (await status('airbnb')), 'a channel has none')
  },
)
