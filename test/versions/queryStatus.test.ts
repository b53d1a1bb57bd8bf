import t from 'tap'
import { inEachVersion } from './both.js'

t.test('a bad query and a bad header are 422 in 2026-10 and 400 in 2026-07', (t) =>
  inEachVersion(t, async (t, version, call, mock) => {
    const status = version === '2026-10' ? 422 : 400
    const isKept = { 'idempotency-key': '' }
    for (const [method, path, headers, code] of [
      ['GET', '/v1/connect?limit=0', {}, 'invalid_params'],
      ['GET', '/v1/connect?limits=1', {}, 'unknown_params'],
      ['GET', '/v1/health?nonsense=1', {}, 'unknown_params'],
      ['POST', '/v1/connect/airbnb?nonsense=1', {}, 'unknown_params'],
      ['POST', '/v1/connect/airbnb', isKept, 'invalid_params'],
      ['GET', '/v1/connect', { prefer: 'error=nonsense' }, 'invalid_params'],
      ['GET', '/v1/connect', { prefer: 'error=unknown_params' }, 'unknown_params'],
    ] as const)
      t.match(await call(method, path, { headers }), { status, code }, `${method} ${path}`)
    const sessionId = await mock.open('booking')
    const rooms = await call('GET', `/v1/connect/booking/rooms?sessionId=${sessionId}&x=1`, { key: null })
    t.match(rooms, { status, code: 'unknown_params' }, 'where a session stands for the key, too')
    const prefer = `api-version=${version}`
    const path = `/v1/connect/booking/rooms?sessionId=${sessionId}&x=1`
    const refused = await call('GET', path, { key: null, headers: { prefer } })
    t.match(refused, { status, headers: { 'preference-applied': prefer } }, 'which says its version')
  }),
)
