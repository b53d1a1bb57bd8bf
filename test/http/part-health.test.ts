import t from 'tap'
import { createMock } from '../helpers/mock.js'

const keyless = { key: null }

t.test('the parts of the server say that they are ok, without a key', async (t) => {
  const { call } = await createMock(t)
  for (const path of [
    'auth',
    'mcp',
    'webhooks',
    ...['airbnb', 'booking', 'vrbo', 'plumguide'].map((one) => `channels/${one}`),
  ])
    t.match(await call('GET', `/v1/health/${path}`, keyless), { status: 200, body: { status: 'ok' } }, path)
  const unknown = await call('GET', '/v1/health/channels/atlas', keyless)
  t.match(unknown, { status: 400, code: 'invalid_param', body: { error: { field: 'channel' } } })
  t.equal((await call('GET', '/v1/health/atlas', keyless)).status, 501, 'published once, and gone')
  t.equal((await call('GET', '/v1/health/nonsense', keyless)).status, 404)
})

t.test('a channel is not ok while a fault of it is set, for those whom the fault is for', async (t) => {
  const { call } = await createMock(t)
  const ask = (channel: string, key: string | null = null) =>
    call('GET', `/v1/health/channels/${channel}`, { key })
  const set = (key: string | null, provider: string, respond: object) =>
    call('POST', '/_mock/faults', { key, body: { match: { provider }, times: 1, respond } })
  const mine = 'sk_test_mine'
  const { body } = await set(mine, 'vrbo', { error: 'provider_unavailable' })
  t.match(await ask('vrbo', mine), { status: 503, body: { status: 'down', message: body.id } })
  t.match(await ask('vrbo', mine), { status: 503 }, 'asking uses no fault up')
  t.match(await ask('airbnb', mine), { status: 200, body: { status: 'ok' } })
  t.equal((await ask('vrbo')).status, 200)
  t.equal((await ask('vrbo', 'sk_test_other')).status, 200)
  t.equal((await call('GET', '/v1/connect/vrbo', { key: mine })).status, 503)
  t.equal((await ask('vrbo', mine)).status, 200, 'the fault is used up')

  await set(null, 'booking', { delay: '1ms' })
  t.match(await ask('booking'), { status: 503, body: { status: 'degraded' } })
  await call('DELETE', '/_mock/faults', keyless)
  t.equal((await ask('booking')).status, 200)
})

t.test('without control features a channel is ok', async (t) => {
  const { call } = await createMock(t, { settings: { CONTROL: 'off' } })
  t.equal((await call('GET', '/v1/health/channels/airbnb')).status, 200)
})
