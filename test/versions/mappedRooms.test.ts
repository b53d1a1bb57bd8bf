import t from 'tap'
import { inEachVersion } from './both.js'

t.test('mapped counts the rooms that got a listing in 2026-10, and all items in 2026-07', (t) =>
  inEachVersion(t, async (t, version, call, mock) => {
    const sessionId = await mock.open('booking')
    const verified = await call('POST', '/v1/connect/booking/verify', {
      body: { sessionId, hotelId: '12345678' },
    })
    t.strictSame(verified.body.missingCapabilities, [])
    const mappings = [
      { roomId: '1234567801', listingId: '800000001' },
      { roomId: '1234567802', listingId: null },
      { roomId: '1234567803' },
    ]
    const { body } = await call('POST', '/v1/connect/booking/map-rooms', { body: { sessionId, mappings } })
    t.match(body, {
      mapped: version === '2026-10' ? 1 : 3,
      unmapped: 2,
      reservationsImported: 0,
      reservationsFound: 0,
    })
  }),
)
