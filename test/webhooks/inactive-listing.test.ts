import t from 'tap'
import { listingIdOf } from '../../src/webhooks/event-listing.js'
import { samplesFor } from '../../src/webhooks/samples/samples.js'
import { createMock } from '../helpers/mock.js'
import { createReceiver, sent, subscribe } from '../helpers/receiver.js'

t.test(
  'a test event about an inactive listing is sent, and its replay is refused until it is active',
  async (t) => {
    const mock = await createMock(t)
    const receiver = await createReceiver(t)
    await mock.call('POST', '/v1/sandbox/seed')
    const { id } = await subscribe(mock, receiver.url)
    const setActive = (active: boolean) =>
      mock.call('POST', '/v1/listings/status', { body: { listingIds: ['900000101', '900000102'], active } })
    await setActive(false)
    const types = ['listing.updated', 'reservation.created', 'reservation.message.received', 'repull.ping']
    for (const type of types) await mock.call('POST', `/v1/webhooks/${id}/test/${type}`)
    const log = await sent(mock, types.length)
    t.strictSame(
      receiver.received.map(({ body }) => body.type),
      types,
    )
    const replay = (at: number) =>
      mock.call('POST', `/v1/webhooks/${id}/deliveries/${log[at].deliveryId}/replay`, {
        body: { force: true },
        headers: { 'idempotency-key': `replay-${at}` },
      })
    for (const [at, listing] of ['900000101', '900000101', '900000102'].entries()) {
      const refused = await replay(at)
      t.match(refused, { status: 403, code: 'listing_inactive' }, types[at] as string)
      t.equal(refused.body.error.value_received, listing)
    }
    t.equal((await replay(3)).status, 200, 'a ping is about no listing')
    await setActive(true)
    for (const at of [0, 1, 2]) t.equal((await replay(at)).status, 200, types[at] as string)
    await sent(mock, 8)
  },
)

t.test('every sample names its listing, unless it is about an account or money paid out', async (t) => {
  const samples = Object.entries(samplesFor('ws_tests', 0, 0))
  const without = samples.filter(
    ([type, { data }]) =>
      listingIdOf({ type: type as keyof ReturnType<typeof samplesFor>, data }) === undefined,
  )
  t.strictSame(
    without
      .map(([type]) => type.replace(/\..*/, ''))
      .filter((domain) => /listing|reserv|review|calend|inq/.test(domain)),
    [],
  )
})
