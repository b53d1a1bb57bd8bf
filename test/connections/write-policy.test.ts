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
