import t from 'tap'
import { derivedListings, hotelOf, isSlowImport } from '../../src/booking/model.js'
import { defaultAccount, hotelIdForm } from '../../src/providers/channel.js'

t.test('a hotel has a name, a place and three different rooms', async (t) => {
  for (const hotelId of ['100000', '1234567', '99999999999999999999']) {
    const { id, name, type, city, country, rooms } = hotelOf(hotelId)
    t.equal(id, hotelId)
    t.ok(name.endsWith(type))
    t.ok(city.length > 0)
    t.match(country, /^[A-Z]{2}$/)
    t.equal(rooms.length, 3)
    t.equal(new Set(rooms.map((room) => room.id)).size, 3)
    t.equal(new Set(rooms.map((room) => room.name)).size, 3)
    for (const { maxGuests, numberOfRooms } of rooms) {
      t.ok(Number.isInteger(maxGuests) && maxGuests > 0)
      t.ok(Number.isInteger(numberOfRooms) && numberOfRooms > 0)
    }
  }
})

t.test('two hotels never share a room', async (t) => {
  const ids = Array.from({ length: 1000 }, (_, at) => hotelOf(String(100_000 + at)).rooms.map(({ id }) => id))
  t.equal(new Set(ids.flat()).size, 3000)
})

t.test('only an id that ends in 425 is slow', async (t) => {
  t.equal(isSlowImport('777425'), true)
  t.equal(isSlowImport('425777'), false)
})

t.test('a workspace without listings gets three of its own', async (t) => {
  const listings = derivedListings('one')
  t.strictSame(derivedListings('one'), listings)
  t.equal(new Set(listings.map(({ id }) => id)).size, 3)
  t.equal(new Set(listings.map(({ name }) => name)).size, 3)
})

t.test('a derived hotel id never chooses an answer', async (t) => {
  for (let at = 0; at < 2000; at++) {
    const { id } = defaultAccount(`workspace ${at}`, 'booking')
    if (!hotelIdForm.test(id) || /(?:412|425|502|503)$/.test(id)) t.fail(id)
  }
})

t.test('a hotel is the same each time, and has three rooms of its own', async (t) => {
  t.strictSame(hotelOf('1234567'), hotelOf('1234567'))
  t.notSame(hotelOf('1234567').rooms, hotelOf('1234568').rooms)
  const ids = hotelOf('1234567').rooms.map(({ id }) => id)
  t.strictSame(ids, ['123456701', '123456702', '123456703'])
})
