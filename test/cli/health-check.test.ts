import t from 'tap'
import { checkHealth } from '../../src/cli/health-check.js'
import { readTexts } from '../../src/cli/settings.js'
import { createMock } from '../helpers/mock.js'

t.test('a server that answers is healthy, under each of its addresses', async (t) => {
  const { app } = await createMock(t)
  await app.listen({ host: '::', port: 0 })
  const PORT = new URL(app.listeningOrigin).port
  for (const HOST of ['127.0.0.1', '0.0.0.0', '::', '::1']) {
    t.equal(await checkHealth(readTexts({ HOST, PORT })), null, HOST)
  }
})

t.test('a server that answers with an error is not healthy', async (t) => {
  const { app } = await createMock(t)
  app.addHook('onRequest', async () => {
    throw new Error('broken')
  })
  await app.listen({ host: '127.0.0.1', port: 0 })
  const PORT = new URL(app.listeningOrigin).port
  t.match(await checkHealth(readTexts({ PORT })), /\/v1\/health answers 500$/)
})

t.test('a degraded server is not healthy, and the line says why', async (t) => {
  let reason = ''
  const { app } = await createMock(t, { parts: { trouble: () => reason } })
  await app.listen({ host: '127.0.0.1', port: 0 })
  const PORT = new URL(app.listeningOrigin).port
  for (const [word, text] of [
    ['away', /degraded: it cannot reach its store$/],
    ['memory', /degraded: its memory is full$/],
    ['OOM', /degraded: its store takes no changes \(OOM\)$/],
  ] as const) {
    reason = word
    t.match(await checkHealth(readTexts({ PORT })), text)
  }
})

t.test('port 0 names no server', async (t) => {
  t.match(await checkHealth(readTexts({ PORT: '0' })), /^the port is 0.*REPULL_MOCK_PORT$/)
})
