import t from 'tap'
import { providerSlugs } from '../../src/providers/providers.js'
import { inEachVersion } from './both.js'

t.test('16 providers are listed in 2026-10 and 13 in 2026-07, and all 16 can be connected', (t) =>
  inEachVersion(t, async (t, version, call) => {
    const listed = await call('GET', '/v1/connect/providers', { key: null })
    const slugs = listed.body.data.map(({ id }: { id: string }) => id)
    t.strictSame(slugs, version === '2026-10' ? providerSlugs : providerSlugs.slice(0, 13))
    t.strictSame(providerSlugs.slice(13), ['cloudbeds', 'mews', 'track'])
    const headers = { 'if-none-match': String(listed.headers.etag) }
    t.equal((await call('GET', '/v1/connect/providers', { key: null, headers })).status, 304)
    for (const slug of providerSlugs) t.equal((await call('POST', `/v1/connect/${slug}`)).status, 200, slug)
  }),
)
