import t from 'tap'
import { declare } from '../../src/http/policy.js'
import { createMock } from '../helpers/mock.js'

const policy = { access: 'key', errors: [], example: { answer: {} } } as const

t.test('hooks that a route brings run behind the checks of its policy', async (t) => {
  const order: string[] = []
  const mock = await createMock(t, {
    observe: (app) => {
      app.get(
        '/v1/own-hooks',
        {
          config: declare(policy),
          schema: { response: { 200: { type: 'object', additionalProperties: true } } },
          onRequest: (request, _reply, done) => {
            order.push(`request of ${request.headers['x-name']}`)
            done()
          },
          preValidation: [
            (_request, _reply, done) => {
              order.push('validation')
              done()
            },
          ],
          onSend: (_request, reply, _payload, done) => {
            reply.header('x-own', 'sent')
            done()
          },
        },
        async () => ({}),
      )
    },
  })
  const headers = { 'x-name': 'a' }
  const answer = await mock.call('GET', '/v1/own-hooks', { headers })
  t.equal(answer.status, 200)
  t.equal(answer.headers['x-own'], 'sent')
  t.strictSame(order, ['request of a', 'validation'])
  const refused = await mock.call('GET', '/v1/own-hooks', { headers, key: null })
  t.equal(refused.code, 'unauthorized')
  t.strictSame(order, ['request of a', 'validation'], 'they do not run for a call that is refused')
  await mock.call('HEAD', '/v1/own-hooks', { headers })
  t.strictSame(order.slice(2), ['request of a', 'validation'], 'a HEAD is no other call')
})

t.test('a route of the API without a policy is not declared', async (t) => {
  for (const [method, url] of [
    ['GET', '/v1/open'],
    ['POST', '/v1'],
    ['DELETE', '/_mock/open'],
  ] as const) {
    const expected = { message: `${method} ${url} has no policy. Declare one as its config.` }
    await t.rejects(
      createMock(t, { observe: (app) => void app.route({ method, url, handler: async () => 'open' }) }),
      expected,
    )
  }
  await createMock(t, { observe: (app) => void app.get('/v1x', async () => 'a page') })
})
