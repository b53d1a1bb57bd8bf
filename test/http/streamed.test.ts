import Fastify from 'fastify'
import t from 'tap'
import { sendHead } from '../../src/http/finish-answer.js'
import { sendStreamed } from '../../src/http/streamed.js'

t.test('an answer to HEAD whose pieces cannot be made harms nobody', async (t) => {
  async function* pieces(): AsyncGenerator<string> {
    yield 'the beginning'
    throw new Error('the store is away')
  }
  const app = Fastify()
  t.teardown(() => app.close())
  app.addHook('onSend', (_, reply, payload, done) => sendHead(reply, payload, done))
  app.get('/pieces', (_, reply) => sendStreamed(reply, pieces()))
  const { statusCode, body } = await app.inject('/pieces')
  // The rest of the answer is made when nobody waits for it any more.
  await new Promise(setImmediate)
  t.strictSame([statusCode, body], [200, ''])
})
