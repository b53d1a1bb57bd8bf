import t from 'tap'
import { inEachVersion } from './both.js'

t.test('a state has 500 characters at most in 2026-10, and 4096 in 2026-07', (t) =>
  inEachVersion(t, async (t, version, call) => {
    const redirectUrl = 'https://app.example/callback'
    const [longest, warning] =
      version === '2026-10'
        ? [500, undefined]
        : [4096, 'longest state, in characters: 4096 here; 500 in 2026-10']
    for (const [path, success] of [
      ['/v1/connect/airbnb', 200],
      ['/v1/connect', 201],
      ['/v1/connect/sessions', 201],
    ] as const) {
      const state = '\u{1f511}'.repeat(longest)
      const taken = await call('POST', path, { body: { redirectUrl, state } })
      t.match(taken, { status: success, body: { state } }, path)
      t.equal(taken.headers['x-repull-mock-warning'], warning, path)
      const refused = await call('POST', path, { body: { redirectUrl, state: `${state}x` } })
      t.match(refused, { status: 400, code: 'invalid_body' }, path)
      const { field, message, fix, value_received: shown } = refused.body.error
      t.equal(field, 'state')
      t.match(`${message} ${fix}`, `at most ${longest} characters`)
      t.ok([...shown].length <= 200)
    }
    const short = await call('POST', '/v1/connect/airbnb', { body: { state: 'x'.repeat(500) } })
    t.equal(short.headers['x-repull-mock-warning'], undefined, 'one that every version takes')
  }),
)
