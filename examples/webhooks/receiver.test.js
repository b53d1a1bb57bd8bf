import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import { startMock } from 'repull-mock'
import { createReceiver } from './receiver.js'

/** A mock whose webhook goes to our receiver, and the events that the receiver handled. */
async function listenTo(t, handle = () => {}) {
  const mock = await startMock()
  t.after(() => mock.close())
  const call = async (method, path, body) => {
    const headers = { 'x-api-key': mock.apiKey, 'content-type': 'application/json' }
    const answer = await fetch(mock.url + path, { method, headers, body: JSON.stringify(body) })
    return answer.json()
  }
  let secret = ''
  const events = []
  const receiver = createReceiver(
    () => secret,
    async (event) => {
      await handle(event)
      events.push(event)
    },
  )
  receiver.listen(0, '127.0.0.1')
  t.after(() => receiver.close())
  await once(receiver, 'listening')
  const url = `http://127.0.0.1:${receiver.address().port}/`
  const webhook = await call('POST', '/v1/webhooks', {
    url,
    events: ['account.created', 'account.disconnected'],
  })
  secret = webhook.secret
  return { mock, call, events, url, webhook }
}

test('an account that a host connects is heard of', async (t) => {
  const { mock, call, events } = await listenTo(t)
  const { sessionId } = await call('POST', '/v1/connect/airbnb')
  await mock.sessions.approve(sessionId)

  const { success } = await mock.webhooks.next({ type: 'account.created' })

  assert.equal(success, true)
  assert.equal(events[0].data.provider, 'airbnb')
})

test('an event that comes twice is handled once', async (t) => {
  const { mock, call, events, webhook } = await listenTo(t)
  await call('POST', '/v1/connect/smoobu', { apiKey: 'k1' })
  const { deliveryId } = await mock.webhooks.next()

  await call('POST', `/v1/webhooks/${webhook.id}/deliveries/${deliveryId}/replay`, { force: true })

  assert.equal((await mock.webhooks.next()).success, true)
  assert.equal(events.length, 1)
})

test('an event that could not be handled comes again a minute later', async (t) => {
  let isDown = true
  const { mock, call, events } = await listenTo(t, () => {
    if (isDown) throw new Error('the database is away')
  })
  await call('POST', '/v1/connect/smoobu', { apiKey: 'k1' })
  assert.equal((await mock.webhooks.next()).statusCode, 500)

  isDown = false
  await mock.clock.advance('1m')

  assert.equal((await mock.webhooks.next()).attempt, 2)
  assert.equal(events.length, 1)
})

test('what is not signed is refused', async (t) => {
  const { events, url } = await listenTo(t)
  const forged = await fetch(url, { method: 'POST', body: '{"id":"1","type":"account.created"}' })
  assert.equal(forged.status, 401)
  assert.equal(events.length, 0)
})
