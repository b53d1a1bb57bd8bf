import t from 'tap'
import type { AnyBody } from '../helpers/answers.js'
import { inEachVersion } from './both.js'

t.test('properties and Vrbo listings are arrays in 2026-10, and pages of listings in 2026-07', (t) =>
  inEachVersion(t, async (t, version, call, mock) => {
    await call('POST', '/v1/sandbox/seed')
    await call('POST', `/_mock/sessions/${await mock.open('vrbo')}/approve`)
    const { body } = await call('GET', '/v1/channels/booking/properties')
    const vrbo = (await call('GET', '/v1/channels/vrbo/listings?status=all')).body
    if (version === '2026-07') {
      t.strictSame(
        body.data.map(({ id }: AnyBody) => id),
        ['900000101', '900000103'],
      )
      t.equal(body.pagination.total, 2)
      t.strictSame(vrbo, { data: [], pagination: { nextCursor: null, hasMore: false, total: 0 } })
      return
    }
    t.equal(body.length, 1, 'one row for each hotel')
    t.match(body[0], {
      connectionId: '900000302',
      hotelId: '900000302',
      active: true,
      mappingStatus: 'mapped',
      createdAt: '2026-11-21T09:00:00.000Z',
    })
    t.match(body[0].listings, [
      { listingId: '900000101', roomId: '90000030201', status: 'active', mappedVia: 'room' },
      { listingId: '900000103', roomId: '90000030202', city: 'Split' },
    ])
    t.strictSame(vrbo, [])
  }),
)
