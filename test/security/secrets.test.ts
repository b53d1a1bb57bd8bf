import { setImmediate } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { isCredential } from '../../src/providers/credentials.js'
import { providers } from '../../src/providers/providers.js'
import { fill, type Operation, operations } from '../helpers/document.js'
import { createMock, type Mock } from '../helpers/mock.js'
import { post, tokenIn, visit } from '../helpers/pages.js'
import { runProgram, startProgram } from '../helpers/process.js'
import { listen, talk } from '../wire/raw-socket.js'

/** Every secret that a caller sends has this in it, and nothing else has. */
const canary = 'canary'
const key = 'sk_test_canary1'
const controlToken = 'canary-of-the-control-calls'
const asKeyHolder = { key, headers: {} }
const asTester = { key: controlToken, headers: { 'x-api-key': key } }

/** What a call may carry that is nobody else's business, each way to carry it as a call of its own. */
const carriers: readonly {
  readonly query?: string
  readonly headers?: Record<string, string>
  readonly body?: unknown
}[] = [
  { query: 'api_key=canary&token=canary&clientSecret=canary&sk_test_canary2=1' },
  { headers: { cookie: 'session=canary', 'proxy-authorization': 'Basic canary', 'x-secret': 'canary' } },
  { headers: { authorization: 'Basic canary' } },
  { headers: { authorization: 'Bearer canary' } },
  { headers: { authorization: 'Bearer sk_test_canary3', 'x-api-key': 'canary' } },
  { body: '{"apiKey":"canary' },
  { body: 'canary' },
  { body: '"canary"' },
  { body: 'apiKey=canary', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
  { body: { apiKey: 'canary', clientSecret: ['canary'], password: { a: 'canary' }, token: 'canary' } },
  {
    body: {
      credentials: {
        apiKey: 'canary',
        clientId: 'canary',
        username: 'canary',
        passwrd: 'canary',
        n: ['canary'],
      },
    },
  },
  { body: { credentials: 'canary' } },
  {
    body: {
      redirectUrl: 'https://me:canary@app.example/',
      url: 'http://canary@127.0.0.1/',
      state: 'sk_live_canary4',
    },
  },
]

/** What would take the evidence away, or never ends. */
const leftOut: ReadonlySet<string> = new Set(['resetMock', 'clearMockRequests', 'watchMockEvents'])

/** Reads the events of a mock, until told to stop. */
async function watch(t: Test, port: number): Promise<() => string> {
  const over = new AbortController()
  t.teardown(() => over.abort())
  const headers = { authorization: `Bearer ${controlToken}` }
  const answer = await fetch(`http://127.0.0.1:${port}/_mock/events`, { headers, signal: over.signal })
  let text = ''
  const read = async () => {
    for await (const chunk of answer.body ?? []) text += Buffer.from(chunk).toString()
  }
  read().catch(() => {})
  return () => text
}

/** Asserts that a text holds no secret, and says where one stands. */
function isClean(t: Test, text: string, where: string, secrets: readonly string[] = []): void {
  for (const secret of [canary, ...secrets]) {
    const at = text.indexOf(secret)
    t.equal(at < 0 ? '' : text.slice(Math.max(0, at - 200), at + 60), '', where)
  }
}

/** Sessions, connections and a webhook, made with credentials; the secrets that the server has made up itself. */
async function furnish(mock: Mock) {
  const secrets: string[] = []
  for (const { id, connectPattern, credentials } of providers) {
    if (connectPattern !== 'credentials') continue
    const given = Object.fromEntries(
      credentials
        .filter(isCredential)
        .map((name) => [name, `${id === 'cloudbeds' ? 'cbat_' : ''}canary-${name}`]),
    )
    await mock.call('POST', `/v1/connect/${id}/credentials`, { ...asKeyHolder, body: { credentials: given } })
    await mock.call('POST', `/v1/connect/${id}`, { ...asKeyHolder, body: given })
    await mock.call('POST', `/v1/connect/${id}/credentials`, {
      ...asKeyHolder,
      body: { credentials: { ...given, [credentials[0] as string]: 'invalid' } },
    })
    const session = await mock.open(id, {}, asKeyHolder)
    const path = `/connect/${id}?session=${session}`
    const formToken = tokenIn(await visit(mock, path))
    secrets.push(session, formToken)
    await post(mock, path, { ...given, formToken: 'canary', decision: 'submit' })
    await post(mock, path, { ...given, formToken, decision: 'submit', extra: 'sk_test_canary5' })
  }
  const vrbo = await mock.open('vrbo', {}, asKeyHolder)
  await mock.call('POST', '/v1/connect/vrbo/credentials', {
    ...asKeyHolder,
    body: { sessionId: vrbo, credentials: { username: 'canary', password: 'canary' } },
  })
  const { body } = await mock.call('POST', '/v1/webhooks', {
    ...asKeyHolder,
    body: { url: 'http://127.0.0.1:1/', events: ['account.created'] },
  })
  const rotated = await mock.call('POST', `/v1/webhooks/${body.id}/rotate-secret`, asKeyHolder)
  return {
    values: {
      id: vrbo,
      provider: 'guesty',
      delivery_id: body.id,
      event_type: 'account.created',
      code: 'HM1',
    },
    webhook: body.id as string,
    sessions: [...secrets.filter((one) => one.startsWith('cs_')), vrbo],
    secrets: [...secrets.filter((one) => !one.startsWith('cs_')), body.secret, rotated.body.secret],
  }
}

function pathFor(operation: Operation, values: Record<string, string>, webhook: string): string {
  return fill(operation, operation.path.startsWith('/v1/webhooks') ? { ...values, id: webhook } : values)
}

t.test(
  'no secret is in a log line, in the journal, among the events, in a snapshot or in an answer',
  async (t) => {
    const mock = await createMock(t, { settings: { LOG_LEVEL: 'trace', CONTROL_TOKEN: controlToken } })
    const port = await listen(mock)
    const events = await watch(t, port)
    const { values, webhook, sessions, secrets } = await furnish(mock)
    const secretsInLog: string[] = []
    let count = 0
    for (const operation of operations) {
      if (leftOut.has(operation.id)) continue
      const caller = operation.path.startsWith('/_mock') ? asTester : asKeyHolder
      for (const { query, headers, body } of carriers) {
        const path = `${pathFor(operation, values, webhook)}${query === undefined ? '' : `?${query}`}`
        const options = { ...caller, headers: { ...('headers' in caller && caller.headers), ...headers } }
        const answer = await mock.call(operation.method, path, {
          ...options,
          ...(body !== undefined && { body }),
        })
        isClean(t, JSON.stringify([answer.body, answer.headers]), `${operation.id} answers`)
        count++
      }
    }
    const absolute = `GET http://me:canary@a.example/v1/nonsense HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`
    isClean(t, (await talk(port, absolute)).text, 'an absolute target')
    t.ok(count > 700, `${count} calls`)
    for (const options of [asTester, { key: controlToken }]) {
      for (const path of [
        '/_mock/requests?limit=1000',
        '/_mock/webhooks',
        '/_mock/workspaces',
        '/_mock/sessions',
      ]) {
        const { status, body } = await mock.call('GET', path, options)
        t.equal(status, 200)
        isClean(t, JSON.stringify(body), path, secrets)
      }
    }
    const header = {
      Authorization: 'Bearer sk_test_canary7',
      'X-Api-Key': 'canary',
      'x-a': 'sk_live_canary8',
    }
    const fault = { match: { path: '/v1/sk_test_canary9', header }, respond: { delay: 1 } }
    const added = await mock.call('POST', '/_mock/faults', { ...asTester, body: fault })
    t.equal(added.status, 201)
    isClean(t, JSON.stringify(added.body), 'a fault')
    isClean(t, JSON.stringify((await mock.call('GET', '/_mock/faults', asTester)).body), 'the faults')
    isClean(t, JSON.stringify((await mock.call('GET', '/_mock/snapshot', asTester)).body), 'the snapshot')
    for (const id of sessions) {
      const escaped = id.replace(/[0-9A-Z]/g, (one) => `%${one.charCodeAt(0).toString(16)}`)
      const found = await mock.call('GET', `/v1/connect/sessions/${escaped}`, asKeyHolder)
      t.not(found.status, 404)
      secretsInLog.push(escaped)
    }
    const fork = await mock.call('POST', '/_mock/fork', { ...asTester, body: { to: 'sk_test_canary6' } })
    t.equal(fork.status, 200)
    isClean(t, JSON.stringify(fork.body), 'the fork')
    isClean(t, mock.log.join(''), 'the log', [...secrets, ...sessions, ...secretsInLog])
    t.ok(mock.log.length > count, 'every call is in it')
    await mock.call('GET', '/v1/the-last-call', asKeyHolder)
    while (!events().includes('/v1/the-last-call')) await setImmediate()
    t.ok(events().split('event: request').length > 700, 'and among the events')
    isClean(t, events(), 'the events', secrets)
  },
)

t.test('no secret among the settings is in what the program says', async (t) => {
  const settings = { LOG_LEVEL: 'trace', CONTROL_TOKEN: canary, API_KEYS: 'sk_test_canary', SEED: canary }
  const program = await startProgram(t, settings)
  isClean(t, program.stdout() + program.stderr(), 'a start')
  for (const [name, value] of [
    ['STORE_URL', 'http://me:canary@127.0.0.1:1'],
    ['CONTROL_TOKEN', 'a canary'],
    ['API_KEYS', 'canary canary'],
    ['PUBLIC_URL', 'https://me:canary@a.example'],
  ] as const) {
    const refused = runProgram(t, [], { PORT: '0', [name]: value })
    const code = await Promise.race([refused.ended, refused.line(/listening on/).then(() => 0)])
    isClean(t, refused.stdout() + refused.stderr(), `${name} ends with ${code}`)
  }
})
