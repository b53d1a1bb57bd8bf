import t from 'tap'
import { hotelOf } from '../../src/booking/model.js'
import { defaultAccount, hotelIdForm } from '../../src/providers/channel.js'
import { reservedWords } from '../../src/providers/lookup.js'
import { providers } from '../../src/providers/providers.js'

t.test('a derived hotel is never one whose id chooses an answer', async (t) => {
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

t.test('no slug is a reserved word, and none appears twice', async (t) => {
  t.equal(new Set(providers.map(({ id }) => id)).size, providers.length)
  for (const { id } of providers) t.notOk(reservedWords.has(id))
})
