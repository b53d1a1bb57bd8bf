import t from 'tap'
import { buildBare } from '../../bench/bases/bare-app.js'
import { cases, redirectUrl } from '../../bench/cases.js'

t.test('bare Fastify answers what it is compared with', async (t) => {
  const app = buildBare()
  t.teardown(() => app.close())
  for (const [name, request] of [
    ['create', { method: 'POST', url: '/v1/connect/airbnb', payload: { redirectUrl } }],
    ['complete', { method: 'POST', url: '/v1/connect/sessions/x/complete', payload: { provider: 'airbnb' } }],
    ['providers', { method: 'GET', url: '/v1/connect/providers' }],
    ['health', { method: 'GET', url: '/v1/health' }],
  ] as const) {
    const answer = await app.inject(request)
    t.equal(answer.statusCode, cases[name].status, `${name}: ${answer.body}`)
    t.ok(cases[name].isRight(answer.json()), name)
  }
})
