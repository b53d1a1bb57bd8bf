import t from 'tap'
import { providerSlugs } from '../../src/providers/providers.js'
import { inEachVersion } from './both.js'

const newInOctober = ['cloudbeds', 'mews', 'track']

t.test(
  '2026-07 lists neither Cloudbeds nor Mews nor Track, and each provider can be connected in both',
  (t) =>
    inEachVersion(t, async (t, version, call) => {
      const listed = await call('GET', '/v1/connect/providers', { key: null })
      const slugs = listed.body.data.map(({ id }: { id: string }) => id)
      const older = providerSlugs.filter((slug) => !newInOctober.includes(slug))
      t.strictSame(slugs, version === '2026-10' ? providerSlugs : older)
      t.equal(older.length, providerSlugs.length - newInOctober.length)
      const headers = { 'if-none-match': String(listed.headers.etag) }
      t.equal((await call('GET', '/v1/connect/providers', { key: null, headers })).status, 304)
      for (const slug of providerSlugs) t.equal((await call('POST', `/v1/connect/${slug}`)).status, 200, slug)
    }),
)
