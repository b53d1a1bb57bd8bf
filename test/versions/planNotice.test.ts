import t from 'tap'
import { inEachVersion } from './both.js'

const headerNames = ['x-repull-listings-held-back', 'x-repull-active-listing-limit']

t.test('a 402 of the plan says in 2026-10 how many listings are over it, and in 2026-07 does not', (t) =>
  inEachVersion(t, async (t, version, call, mock) => {
    const prefer = 'error=listings_limit_exceeded'
    const { status, headers, body } = await call('GET', '/v1/listings', { headers: { prefer } })
    t.equal(status, 402)
    const isNoticed = version === '2026-10'
    t.strictSame(
      headerNames.map((name) => headers[name]),
      isNoticed ? ['1', '2'] : [undefined, undefined],
    )
    t.match(body, { error: { limit: 2, active_listings: 3 } })
    t.equal('planNotice' in body, isNoticed)
    if (isNoticed)
      t.match(body.planNotice, { code: 'listings_held_back', listingsHeldBack: 1, activeListingLimit: 2 })
    const other = await mock.call('GET', '/v1/listings/1')
    t.notOk('planNotice' in other.body, 'no other error has it')
    t.notOk(headerNames.some((name) => name in other.headers))
  }),
)
