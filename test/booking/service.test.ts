import t from 'tap'
import { BookingService } from '../../src/booking/service.js'
import type { BoundSession } from '../../src/sessions/model.js'
import { createDomain } from '../helpers/domain.js'

/** Claims hotels without a server, so that calls can be put side by side, step by step. */
async function createClaims() {
  const { records, workspaces, sessions } = createDomain()
  const booking = new BookingService(records, sessions, async () => [])
  const workspace = await workspaces.ofKey('sk_test_tests')
  const held = async (id: string) => {
    const found = await sessions.find(id, 'sessionId')
    return { ...found, session: found.session as BoundSession }
  }
  const claim = async (hotelId: string) => {
    const { id } = await sessions.open(workspace, { provider: 'booking' })
    await booking.verify(await held(id), hotelId)
    return id
  }
  return { booking, claim, held }
}

t.test('two claims of one hotel that are mapped at the same time lose no room', async (t) => {
  const { booking, claim, held } = await createClaims()
  const [a, b] = [await held(await claim('1234567')), await held(await claim('1234567'))]
  await Promise.all([
    booking.mapRooms(a, [{ roomId: '123456701', listingId: '800000001' }]),
    booking.mapRooms(b, [{ roomId: '123456702', listingId: '800000002' }]),
  ])
  const { mapping } = await booking.rooms(await held(a.session.id))
  t.strictSame(mapping, { '123456701': '800000001', '123456702': '800000002' })
})

t.test('each poll counts once, also when several are under way', async (t) => {
  const { booking, claim, held } = await createClaims()
  const session = await held(await claim('777425'))
  const views = await Promise.all(Array.from({ length: 5 }, () => booking.rooms(session)))
  t.equal(views.filter(({ status }) => status === 'importing').length, 2)
  t.equal(views.filter(({ status }) => status === 'ready').length, 3)
})

t.test('a poll that was overtaken by the mapping shows the session completed', async (t) => {
  const { booking, claim, held } = await createClaims()
  const before = await held(await claim('777425'))
  await booking.rooms(before)
  await booking.rooms(before)
  await booking.mapRooms(await held(before.session.id), [{ roomId: '77742501' }])
  t.match(await booking.rooms(before), { status: 'completed', hotel: { id: '777425' } })
})

t.test('a mapping that was overtaken by another verify is judged by the new hotel', async (t) => {
  const { booking, claim, held } = await createClaims()
  const before = await held(await claim('1234567'))
  await booking.verify(before, '7654321')
  await t.rejects(booking.mapRooms(before, [{ roomId: '123456701' }]), { code: 'forbidden' })
  t.equal((await held(before.session.id)).session.status, 'awaiting_room_mapping')
})

t.test('a mapping that was overtaken by a slow hotel waits for its rooms', async (t) => {
  const { booking, claim, held } = await createClaims()
  const before = await held(await claim('1234567'))
  await booking.verify(before, '777425')
  await t.rejects(booking.mapRooms(before, [{ roomId: '123456701' }]), { code: 'claim_pending' })
})
