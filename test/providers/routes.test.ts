import t from 'tap'
import { createMock } from '../helpers/mock.js'

const table = `airbnb Airbnb ota oauth live
booking Booking.com ota claim live
vrbo Vrbo ota activation beta
plumguide Plum-Guide ota credentials beta
hostaway Hostaway pms credentials live
guesty Guesty pms credentials live
bookingsync BookingSync pms credentials live
ownerrez OwnerRez pms credentials live
smoobu Smoobu pms credentials live
beds24 Beds24 pms credentials live
igms iGMS pms credentials live
hospitable Hospitable pms credentials live
lodgify Lodgify pms credentials live
cloudbeds Cloudbeds pms credentials live
mews Mews pms credentials live
track Track pms credentials live`

t.test('the list has exactly the published providers, without a key', async (t) => {
  const { call } = await createMock(t)
  const { status, body, headers } = await call('GET', '/v1/connect/providers', { key: null })
  t.equal(status, 200)
  const rows = body.data.map((one: Record<string, string>) =>
    [one.id, one.displayName?.replace(' ', '-'), one.category, one.connectPattern, one.status].join(' '),
  )
  t.equal(rows.join('\n'), table)
  t.equal(headers['cache-control'], 'public, max-age=300')
  t.equal(headers['x-ratelimit-limit'], undefined)
  for (const { logoUrl, docsUrl, description, aliases, migrationCapabilities } of body.data) {
    t.equal(migrationCapabilities, null)
    t.match(decodeURIComponent(logoUrl), /^data:image\/svg\+xml,<svg /)
    t.match(docsUrl, /^https:\/\/repull\.dev\/docs\//)
    t.ok(description)
    t.ok(Array.isArray(aliases))
  }
})

t.test('a caller that has the list already gets 304', async (t) => {
  const { call } = await createMock(t)
  const list = (etag?: string) =>
    call('GET', '/v1/connect/providers', { key: null, headers: { ...(etag && { 'if-none-match': etag }) } })
  const etag = String((await list()).headers.etag)
  for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
    const answer = await list(known)
    t.match(
      answer,
      { status: 304, body: undefined, headers: { etag, 'cache-control': 'public, max-age=300' } },
      known,
    )
  }
  t.equal((await list('"other"')).status, 200)
  const head = await call('HEAD', '/v1/connect/providers', { key: null })
  t.match(head, { status: 200, body: undefined, headers: { etag } })
})
