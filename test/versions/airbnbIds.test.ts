import t from 'tap'
import { inEachVersion } from './both.js'

t.test('ids of listings and connections on Airbnb are strings in 2026-10 and integers in 2026-07', (t) =>
  inEachVersion(t, async (t, version, call) => {
    await call('POST', '/v1/sandbox/seed')
    const [listingId, id] = version === '2026-10' ? ['900000101', '900000301'] : [900000101, 900000301]
    const [first] = (await call('GET', '/v1/channels/airbnb/listings')).body.data
    const one = (await call('GET', '/v1/channels/airbnb/listings/900000101')).body
    for (const listing of [first, one])
      t.strictSame([listing.listingId, listing.connections[0].id], [listingId, id])
  }),
)
