import t, { type Test } from 'tap'
import { eventTypes } from '../../src/webhooks/event-types.js'
import { refusedBy } from '../helpers/decoders/clients.js'
import { createMock } from '../helpers/mock.js'
import { createReceiver, sent, subscribe } from '../helpers/receiver.js'
import { readVersion } from '../openapi/read-published.js'

/** The bodies of events: one of each type as it is fired, and those of a connected and disconnected account. */
async function bodies(t: Test) {
  const mock = await createMock(t)
  const receiver = await createReceiver(t)
  const { id } = await subscribe(mock, receiver.url, eventTypes)
  for (const type of eventTypes) await mock.call('POST', `/v1/webhooks/${id}/test/${type}`)
  for (const provider of ['airbnb', 'smoobu', 'booking'] as const)
    await mock.call('POST', `/_mock/sessions/${await mock.open(provider)}/approve`)
  await mock.call('DELETE', '/v1/connect/airbnb')
  await sent(mock, eventTypes.length + 7)
  return receiver.received.map(({ body }) => body)
}

/** The name of the payload of a type. @example payloadOf('account.created') // 'AccountCreatedPayload' */
const payloadOf = (type: string) =>
  `${type.replace(/(?:^|\.)(\w)/g, (_, letter: string) => letter.toUpperCase())}Payload`

t.test('clients of 2026-10 decode every event', async (t) => {
  const { schema } = await readVersion('2026-10')
  for (const body of await bodies(t)) {
    t.strictSame(refusedBy(schema('WebhookEvent'), body), [], body.event)
    t.strictSame(refusedBy(schema(payloadOf(body.event)), body.data), [], `the data of ${body.event}`)
  }
})

t.test('clients of 2026-07 decode every event that they know', async (t) => {
  const { schema } = await readVersion('2026-07')
  const { body: catalogue } = await (await createMock(t)).call('GET', '/v1/webhooks/event-types', {
    headers: { prefer: 'api-version=2026-07' },
  })
  const known: readonly string[] = catalogue.flat.map(({ type }: { type: string }) => type)
  for (const body of (await bodies(t)).filter(({ type }) => known.includes(type))) {
    t.strictSame(refusedBy(schema('WebhookEvent'), body), [], body.type)
    t.strictSame(refusedBy(schema(payloadOf(body.type)), body.data), [], `the data of ${body.type}`)
  }
})
