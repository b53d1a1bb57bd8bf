import t from 'tap'
import { inEachVersion } from './both.js'

t.test('coordinates are strings in 2026-10 and numbers in 2026-07', (t) =>
  inEachVersion(t, async (t, version, call) => {
    await call('POST', '/v1/sandbox/seed')
    const [latitude, longitude] = version === '2026-10' ? ['38.7139', '-9.1334'] : [38.7139, -9.1334]
    const { body } = await call('GET', '/v1/properties')
    t.strictSame([body.data[0].latitude, body.data[0].longitude], [latitude, longitude])
    const one = (await call('GET', '/v1/properties/900000101')).body
    t.strictSame([one.latitude, one.longitude], [latitude, longitude])
  }),
)
