import t from 'tap'
import { startMock } from '../../src/mock/mock.js'
import { ask } from '../helpers/client.js'
import { createReceiver } from '../helpers/receiver.js'

async function setUp(t: Parameters<typeof createReceiver>[0]) {
  const mock = await startMock()
  t.teardown(() => mock.close())
  const { url } = await createReceiver(t)
  const call = (path: string, body?: object) => ask(mock.url, mock.apiKey, 'POST', path, body)
  const { id } = (await call('/v1/webhooks', { url, events: ['repull.ping'] })).body
  return { mock, fire: (type: string) => call(`/v1/webhooks/${id}/test/${type}`) }
}

t.test('two that wait at once get one attempt each, whichever comes first', async (t) => {
  const { mock, fire } = await setUp(t)
  const both = Promise.all([mock.webhooks.next(), mock.webhooks.next()])
  await fire('listing.created')
  await fire('listing.updated')
  t.strictSame(new Set((await both).map(({ type }) => type)), new Set(['listing.created', 'listing.updated']))
})

t.test('those who wait for different types do not take each other’s', async (t) => {
  const { mock, fire } = await setUp(t)
  const both = Promise.all([
    mock.webhooks.next({ type: 'listing.updated' }),
    mock.webhooks.next({ type: 'listing.created' }),
  ])
  await fire('listing.created')
  await fire('listing.updated')
  t.strictSame(
    (await both).map(({ type }) => type),
    ['listing.updated', 'listing.created'],
  )
  await t.rejects(mock.webhooks.next({}, { wait: '50ms' }), { message: /Waited 50ms for a webhook/ })
})
