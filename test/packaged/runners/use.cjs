const { Agent, request } = require('node:http')
const { setImmediate } = require('node:timers/promises')

/** Asks without a DOM's fetch and without keeping a connection. */
function ask(url, method, apiKey) {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${apiKey}` }
    const asked = request(url, { method, headers, agent: new Agent() }, (answer) => {
      let text = ''
      answer.on('data', (chunk) => {
        text += chunk
      })
      answer.on('close', () => resolve({ status: answer.statusCode, body: JSON.parse(text) }))
    })
    asked.on('error', reject)
    asked.end()
  })
}

/** What is open after some turns of the event loop, in which what was closed is forgotten. */
async function openSockets() {
  const find = () => process.getActiveResourcesInfo().filter((name) => name.startsWith('TCP'))
  for (let turn = 0; turn < 1000 && find().length > 0; turn++) await setImmediate()
  return find()
}

/** Lets a session expire, and says what the app under test is told, and what is left open. */
exports.expireSession = async ({ startMock, ControlError }) => {
  const mock = await startMock({ settings: { SESSION_TTL: '5m' } })
  const webhook = await mock.webhooks.list()
  const opened = await ask(`${mock.url}/v1/connect/airbnb`, 'POST', mock.apiKey)
  const gone = mock.requests.waitFor({ status: 410 }, { wait: '5s' })
  await mock.clock.advance('6m')
  const { status, body } = await ask(`${mock.url}/v1/connect/sessions/${opened.body.id}`, 'GET', mock.apiKey)
  const [{ code }] = await gone
  const refused = await mock.sessions.approve(opened.body.id).catch((error) => error)
  await mock.close()
  return {
    opened: opened.status,
    status,
    codes: [body.error.code, code, refused instanceof ControlError && refused.code],
    webhooks: webhook.length,
    left: await openSockets(),
  }
}

exports.expected = {
  opened: 200,
  status: 410,
  codes: ['session_expired', 'session_expired', 'session_expired'],
  webhooks: 0,
  left: [],
}
