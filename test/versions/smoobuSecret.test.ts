import t from 'tap'
import { press, visit } from '../helpers/pages.js'
import { inEachVersion } from './both.js'

t.test('Smoobu wants an apiSecret beside the apiKey in 2026-10, and takes a lone key in 2026-07', (t) =>
  inEachVersion(t, async (t, version, call, mock) => {
    const credentials = { apiKey: 'old-key' }
    const sessionId = await mock.open('smoobu')
    for (const [path, body] of [
      ['/v1/connect/smoobu/credentials', { credentials }],
      ['/v1/connect/smoobu/credentials', { sessionId, credentials }],
      [`/v1/connect/sessions/${await mock.open('smoobu')}/complete`, { provider: 'smoobu', credentials }],
    ] as const) {
      const answer = await call('POST', path, { body })
      if (version === '2026-10') {
        t.match(answer, { status: 422, code: 'invalid_params' }, path)
        t.match(answer.body.error, {
          field: 'credentials.apiSecret',
          valid_values: ['apiKey', 'apiSecret'],
        })
        t.notMatch(JSON.stringify(answer.body), 'old-key')
      } else {
        t.equal(answer.status, 200, path)
        t.equal(
          answer.headers['x-repull-mock-warning'],
          'apiSecret of Smoobu: optional here; required in 2026-10',
        )
      }
    }
    const both = { credentials: { ...credentials, apiSecret: 'new-secret' } }
    const taken = await call('POST', '/v1/connect/smoobu/credentials', { body: both })
    t.equal(taken.status, 200)
    t.equal(taken.headers['x-repull-mock-warning'], undefined)
    t.equal(taken.body.created, version === '2026-10', 'a secret makes no other account')
    const lone = await call('POST', '/v1/connect/smoobu', { body: credentials })
    t.match(lone, { status: 200, body: { id: taken.body.connectionId } }, 'here a lone key is always enough')
  }),
)

t.test('the form of Smoobu shows both fields, and wants what its version wants', (t) =>
  inEachVersion(t, async (t, version, _call, mock) => {
    const key = { key: 'sk_test_form' }
    await mock.call('PUT', '/_mock/api-version', { ...key, body: { version } })
    const path = `/connect/smoobu?session=${await mock.open('smoobu', {}, key)}`
    const { body } = await visit(mock, path)
    t.match(body, 'data-testid="field-apiKey"')
    t.match(body, version === '2026-10' ? '>API secret<' : '>API secret (optional)<')
    const sent = await press(mock, path, { decision: 'submit', apiKey: 'old-key' })
    t.match(
      sent,
      version === '2026-10'
        ? { status: 422, body: 'data-testid="field-error-apiSecret"' }
        : { status: 200, body: 'data-testid="done"' },
    )
  }),
)
