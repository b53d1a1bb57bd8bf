import t from 'tap'
import { startMock } from '../../src/index.js'
import { createControl } from '../../src/mock/client.js'
import { ask } from '../helpers/client.js'
import { createReceiver } from '../helpers/receiver.js'

t.test('a test waits for the webhooks that its code causes', async (t) => {
  await using mock = await startMock()
  const receiver = await createReceiver(t)
  const call = (path: string, body: object) => ask(mock.url, mock.apiKey, 'POST', path, body)
  await call('/v1/webhooks', { url: receiver.url, events: ['account.created'] })
  t.strictSame(await mock.webhooks.list(), [])
  const next = mock.webhooks.next()
  await call('/v1/connect/smoobu', { apiKey: 'k1' })
  t.match(await next, { type: 'account.created', success: true, payload: { data: { provider: 'smoobu' } } })
  await call('/v1/connect/lodgify', { apiKey: 'k1' })
  const second = await mock.webhooks.next({ type: 'account.created', success: true })
  t.match(second.payload.data, { provider: 'lodgify' })
  t.equal((await mock.webhooks.list({ since: second.id })).length, 0)
  t.equal((await mock.webhooks.list({ success: true })).length, 2)
  await t.rejects(mock.webhooks.next({ type: 'account.disconnected' }, { wait: '1ms' }), {
    message:
      /^Waited 1ms for a webhook with {"type":"account.disconnected"}; no new one was sent\. The last of all: account\.created to http:\S+ \d+, account\.created to http:\S+ \d+\.$/,
  })
})

t.test('who waits for webhooks in vain hears that there is none to send to', async (t) => {
  await using mock = await startMock()
  await t.rejects(mock.webhooks.next({}, { wait: 1 }), {
    message:
      'Waited 1ms for a webhook with {}; no new one was sent. The last of all: none. The workspace has no webhook; POST /v1/webhooks makes one.',
  })
})

t.test('who waits for webhooks in vain hears that their endpoint did not answer', async (t) => {
  await using mock = await startMock()
  const body = { url: 'http://127.0.0.1:9/', events: ['account.created'] }
  await ask(mock.url, mock.apiKey, 'POST', '/v1/webhooks', body)
  await ask(mock.url, mock.apiKey, 'POST', '/v1/connect/smoobu', { apiKey: 'k1', apiSecret: 's1' })
  await mock.webhooks.next()
  await t.rejects(mock.webhooks.next({ success: true }, { wait: 1 }), {
    message: /The last of all: account\.created to http:\/\/127\.0\.0\.1:9\/ \(no answer\)\.$/,
  })
})

t.test('who waits in vain hears it before Jest and Vitest end a test, after 5 s', async (t) => {
  const nothing: object = { data: [] }
  const { requests, webhooks } = createControl(async <T>() => nothing as T)
  await t.rejects(webhooks.next(), { message: /^Waited 4s for / })
  await t.rejects(requests.waitFor({ path: '/v1/never' }), { message: /^Waited 4s for / })
})
