import t from 'tap'
import { eventTypes } from '../../src/webhooks/event-types.js'
import { createMock } from '../helpers/mock.js'
import { createReceiver, sent, subscribe } from '../helpers/receiver.js'

t.test(
  'test events are about the data of the sandbox, with its dates and the time of the workspace',
  async (t) => {
    const mock = await createMock(t)
    const { id } = await subscribe(mock, (await createReceiver(t)).url)
    const get = async (path: string) => (await mock.call('GET', path)).body
    await mock.call('POST', '/v1/sandbox/seed')
    await mock.call('POST', '/_mock/clock/advance', { body: { by: '72h' } })
    const types = ['reservation.created', 'reservation.updated', 'reservation.cancelled', 'listing.created']
    for (const type of types) await mock.call('POST', `/v1/webhooks/${id}/test/${type}`)
    const events = (await sent(mock, 4)).map(({ payload }) => payload)
    for (const { type, data } of events.slice(0, 3)) {
      const { id: reservationId, uid, listingId, checkinDate, checkoutDate, status } = data.object
      t.match(await get(`/v1/reservations/${reservationId}`), {
        confirmationCode: uid,
        listingId: String(listingId),
        checkIn: checkinDate,
        checkOut: checkoutDate,
        status,
      })
      t.equal(status, type === 'reservation.cancelled' ? 'cancelled' : 'confirmed')
    }
    const { createdAt, data } = events[3]
    t.equal(createdAt, '2026-11-24T09:00:00.000Z')
    t.equal(data.createdAt, createdAt)
    t.match(await get(`/v1/listings/${data.id}`), { name: data.title })
  },
)

t.test('in a workspace that was not seeded they are dated as if it were seeded now', async (t) => {
  const mock = await createMock(t)
  const { body } = await mock.call('GET', '/v1/webhooks/event-types')
  const { samplePayload } = body.flat.find(({ type }: { type: string }) => type === 'reservation.created')
  t.match(samplePayload.object, { id: 900000201, checkinDate: '2026-12-05', checkoutDate: '2026-12-08' })
})

t.test(
  'every published type can be subscribed to and fired, with data and the account that it is about',
  async (t) => {
    const mock = await createMock(t)
    const receiver = await createReceiver(t)
    const { id, events } = await subscribe(mock, receiver.url, eventTypes)
    t.equal(events.length, 32)
    const { body: catalogue } = await mock.call('GET', '/v1/webhooks/event-types')
    for (const type of eventTypes) await mock.call('POST', `/v1/webhooks/${id}/test/${type}`)
    await sent(mock, 32)
    for (const { body } of receiver.received) {
      const { samplePayload, domain } = catalogue.flat.find(
        ({ type }: { type: string }) => type === body.type,
      )
      t.strictSame(Object.keys(body.data), Object.keys(samplePayload), body.type)
      const isAboutNone = domain === 'ai' || domain === 'system'
      t.equal(body.account === null, isAboutNone, body.type)
    }
    t.equal(
      receiver.received.find(({ body }) => body.type === 'migration.completed')?.body.workspaceId,
      900000001,
      'a migration has a workspace of its own',
    )
  },
)
