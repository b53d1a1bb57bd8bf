import t from 'tap'
import { createMock, type Mock } from '../helpers/mock.js'
import { press } from '../helpers/pages.js'
import { createReceiver, sent, subscribe } from '../helpers/receiver.js'

async function preview(mock: Mock, match?: object) {
  const body = { ...(match && { match }), respond: { delay: 1 } }
  const answer = await mock.call('POST', '/_mock/faults/preview', { body })
  return answer.status === 200 ? [answer.body.matches, answer.body.of] : answer
}

t.test('a fault says what it would have matched, and is not added', async (t) => {
  const mock = await createMock(t)
  const id = await mock.open('airbnb')
  const picker = await mock.open(null)
  await mock.call('GET', '/v1/connect', { headers: { 'X-Trace': 'abc' } })
  await mock.call('GET', '/v1/nonsense')
  await mock.call('GET', '/v1/channels/airbnb/listings')
  await mock.call('GET', `/v1/connect/booking/rooms?sessionId=${await mock.open('booking')}`)
  await mock.call('POST', `/v1/connect/sessions/${id}/complete`, { body: { provider: 'airbnb' } })
  await mock.call('POST', `/v1/connect/sessions/${picker}/select-provider`, { body: { provider: 'vrbo' } })
  await press(mock, `/connect/vrbo?session=${picker}`, 'cancel')
  const of = 11
  t.strictSame(await preview(mock), [8, of], 'all under /v1 that have a route')
  t.strictSame(await preview(mock, { method: 'GET' }), [3, of])
  t.strictSame(await preview(mock, { path: '/connect/*' }), [2, of], 'pages of a session')
  t.strictSame(await preview(mock, { path: '/v1/connect/sessions/*/complete' }), [1, of])
  t.strictSame(await preview(mock, { provider: 'airbnb' }), [3, of], 'in the path, the channel, the session')
  t.strictSame(await preview(mock, { provider: 'booking' }), [2, of])
  t.strictSame(await preview(mock, { provider: 'vrbo', path: '*' }), [2, of])
  t.strictSame(await preview(mock, { header: { 'x-trace': 'abc' } }), [1, of])
  t.strictSame(await preview(mock, { header: { Authorization: 'Bearer sk_test_tests' } }), [8, of])
  t.strictSame((await mock.call('GET', '/_mock/faults')).body.data, [])
  const unknown = await preview(mock, { provider: 'airbnbb' })
  t.match(unknown, { status: 400, code: 'invalid_provider' })
})

t.test('a fault of events says which events of the journal it is about', async (t) => {
  const mock = await createMock(t)
  const receiver = await createReceiver(t)
  await subscribe(mock, receiver.url)
  await mock.call('POST', '/v1/connect/smoobu', { body: { apiKey: 'x' } })
  await sent(mock, 1)
  t.strictSame(await preview(mock, { event: '*' }), [1, 1])
  t.strictSame(await preview(mock, { event: 'account.connected' }), [1, 1])
  t.strictSame(await preview(mock, { event: 'account.disconnected' }), [0, 1])
})
