import { setTimeout } from 'node:timers/promises'
import t from 'tap'
import { type Answer, createMock } from '../helpers/mock.js'
import { listen } from '../wire/raw-socket.js'

const never = () => new Promise<void>(() => {})

t.test('a workspace has a hundred calls that wait, and others have their own', async (t) => {
  const mock = await createMock(t)
  mock.onPause = never
  const warnings: Error[] = []
  const warned = (warning: Error) => warnings.push(warning)
  process.on('warning', warned)
  t.teardown(() => process.off('warning', warned))
  const waiting = Array.from({ length: 100 }, (_, at) =>
    mock.call('GET', at % 2 === 0 ? '/_mock/requests?wait=60s' : '/_mock/requests?wait=60s&count=2'),
  )
  while (mock.pauses.length < 100) await setTimeout(1)
  const refused = await mock.call('GET', '/_mock/requests?wait=60s')
  t.match(refused, { status: 503, code: 'capacity_exceeded' })
  t.match(refused.body.error.message, 'calls that wait for the journal: a workspace has 100')
  t.equal((await mock.call('GET', '/_mock/requests')).status, 200, 'who does not wait is answered')
  const other = mock.call('GET', '/_mock/requests?wait=60s', { key: 'sk_test_other' })
  await mock.call('GET', '/v1/connect', { key: 'sk_test_other' })
  t.equal((await other).body.data.length, 1)
  for (let at = 0; at < 2; at++) await mock.call('GET', '/v1/connect')
  const lengths = (await Promise.all(waiting)).map(({ body }) => body.data.length)
  t.strictSame([...new Set(lengths)].sort(), [1, 2])
  const again = mock.call('GET', `/_mock/requests?wait=60s&count=3`)
  await mock.call('GET', '/v1/connect')
  t.equal((await again).body.data.length, 3, 'the places are free again')
  t.strictSame(warnings, [])
})

t.test('a call whose caller has left gives its place back at once', async (t) => {
  const mock = await createMock(t)
  mock.onPause = never
  const port = await listen(mock)
  const left = new AbortController()
  const url = `http://127.0.0.1:${port}/_mock/requests?wait=60s`
  const headers = { 'x-api-key': 'sk_test_tests' }
  const calls = Array.from({ length: 100 }, () => fetch(url, { headers, signal: left.signal }))
  while (mock.pauses.length < 100) await setTimeout(1)
  t.equal((await mock.call('GET', '/_mock/requests?wait=60s')).status, 503)
  left.abort()
  await Promise.allSettled(calls)
  const answers: Promise<Answer>[] = []
  for (let tries = 0; tries < 1000 && mock.pauses.length === 100; tries++) {
    answers.push(mock.call('GET', '/_mock/requests?wait=60s'))
    await setTimeout(1)
  }
  await mock.call('GET', '/v1/connect')
  const waited = (await Promise.all(answers)).filter(({ status }) => status === 200)
  t.ok(waited.length > 0, 'a place was free')
  for (const { body } of waited) t.equal(body.data.length, 1, 'it waited until there was something')
})

t.test('what is old does not end a wait for what is new', async (t) => {
  const mock = await createMock(t)
  await mock.call('GET', '/v1/connect')
  const since = new Date(mock.clock.now() + 1000).toISOString()
  mock.onPause = async () => {
    mock.onPause = never
    await mock.call('GET', '/v1/connect')
    mock.clock.advance(2000)
    await mock.call('GET', '/v1/connect')
    await mock.call('GET', '/v1/connect')
    await never()
  }
  const { body } = await mock.call('GET', `/_mock/requests?wait=60s&count=2&limit=1&since=${since}`)
  t.equal(body.data.length, 1)
})

t.test('a long list arrives whole, also from all workspaces', async (t) => {
  const mock = await createMock(t)
  const state = 'é…'.repeat(100)
  for (let at = 0; at < 250; at++)
    await mock.call('POST', '/v1/connect/airbnb', { key: `sk_test_${at % 3}`, body: { state, at } })
  for (const [key, count] of [
    [null, 250],
    ['sk_test_1', 83],
  ] as const) {
    const { status, body } = await mock.call('GET', '/_mock/requests', { key })
    t.equal(status, 200)
    const order = body.data.map(({ requestBody }: { requestBody: { at: number } }) => requestBody.at)
    t.equal(order.length, count)
    t.strictSame(
      order,
      [...order].sort((a, b) => a - b),
    )
    const some = await mock.call('GET', '/_mock/requests?path=*&limit=120', { key })
    t.strictSame(some.body.data, body.data.slice(-120))
  }
  const head = await mock.call('HEAD', '/_mock/requests', { key: null })
  t.equal(head.status, 200)
})
