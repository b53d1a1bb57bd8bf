import t from 'tap'
import { BookingService } from '../../src/booking/service.js'
import type { BoundSession } from '../../src/sessions/model.js'
import { createDomain } from '../helpers/domain.js'

/** Claims hotels without a server, so that calls can be put side by side, step by step. */
async function createClaims() {
  const { records, workspaces, sessions } = createDomain()
  const booking = new BookingService({
    records,
    sessions,
    ownListings: async () => [],
    createListings: async () => ({}),
  })
  const workspace = await workspaces.ofKey('sk_test_tests')
  const find = async (id: string) => {
    const found = await sessions.find(id, 'sessionId')
    return { ...found, session: found.session as BoundSession }
  }
  const claim = async (hotelId: string) => {
    const { id } = await sessions.open(workspace, { provider: 'booking' })
    await booking.verify(await find(id), hotelId)
    return id
  }
  return { booking, claim, find }
}

t.test('two claims of one hotel that are mapped at the same time keep both mappings', async (t) => {
  const { booking, claim, find } = await createClaims()
  const [a, b] = [await find(await claim('1234567')), await find(await claim('1234567'))]
  await Promise.all([
    booking.mapRooms(a, [{ roomId: '123456701', listingId: '800000001' }]),
    booking.mapRooms(b, [{ roomId: '123456702', listingId: '800000002' }]),
  ])
  const { mapping } = await booking.rooms(await find(a.session.id))
  t.strictSame(mapping, { '123456701': '800000001', '123456702': '800000002' })
})

t.test('polls at the same time count once each', async (t) => {
  const { booking, claim, find } = await createClaims()
  const session = await find(await claim('777425'))
  const views = await Promise.all(Array.from({ length: 5 }, () => booking.rooms(session)))
  t.equal(views.filter(({ status }) => status === 'importing').length, 2)
  t.equal(views.filter(({ status }) => status === 'ready').length, 3)
})

t.test('a poll after the mapping shows the session completed', async (t) => {
  const { booking, claim, find } = await createClaims()
  const before = await find(await claim('777425'))
  await booking.rooms(before)
  await booking.rooms(before)
  await booking.mapRooms(await find(before.session.id), [{ roomId: '77742501' }])
  t.match(await booking.rooms(before), { status: 'completed', hotel: { id: '777425' } })
})

t.test('a mapping after another verify is checked against the new hotel', async (t) => {
  const { booking, claim, find } = await createClaims()
  const before = await find(await claim('1234567'))
  await booking.verify(before, '7654321')
  await t.rejects(booking.mapRooms(before, [{ roomId: '123456701' }]), { code: 'forbidden' })
  t.equal((await find(before.session.id)).session.status, 'awaiting_room_mapping')
})

t.test('a mapping after a slow hotel was verified waits for its rooms', async (t) => {
  const { booking, claim, find } = await createClaims()
  const before = await find(await claim('1234567'))
  await booking.verify(before, '777425')
  await t.rejects(booking.mapRooms(before, [{ roomId: '123456701' }]), { code: 'claim_pending' })
})
