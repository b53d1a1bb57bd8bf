import t from 'tap'
import { createMock, type Mock } from '../helpers/mock.js'
import { listen } from '../wire/raw-socket.js'

const key = 'x-api-key'
const headers = { [key]: 'sk_test_tests' }

/** The log lines of calls of the API so far. */
function linesOf({ log }: Mock) {
  return log.map((line) => JSON.parse(line)).filter(({ path }) => !path?.startsWith('/_mock'))
}

async function addFault({ call }: Mock, respond: object): Promise<void> {
  const body = { match: { path: '/v1/connect/guesty' }, times: 1, respond }
  t.equal((await call('POST', '/_mock/faults', { body })).status, 201)
}

t.test('the line of a refusal has its code and what was probably meant', async (t) => {
  const mock = await createMock(t)
  await mock.call('POST', '/v1/connect/airbnbpro')
  await mock.call('GET', '/v1/connect/sessions/cs_unknown')
  await mock.call('GET', '/v1/conect/providers')
  await mock.call('GET', '/connect/airbnb')
  await mock.call('GET', '/v1/connect')
  const [misspelt, unknown, astray, page, success] = linesOf(mock)
  t.match(misspelt, { status: 400, code: 'invalid_provider', did_you_mean: 'airbnb' })
  t.match(unknown, { status: 404, code: 'not_found' })
  t.notOk('did_you_mean' in unknown)
  t.match(astray, { status: 404, code: 'not_found', did_you_mean: '/v1/connect/providers' })
  t.match(page, { status: 404, code: 'not_found' }, 'a page has it too')
  for (const member of ['code', 'did_you_mean', 'fault', 'prefer']) t.notOk(member in success, member)
})

t.test('a suggestion repeats no session id in full', async (t) => {
  const mock = await createMock(t)
  const id = await mock.open('airbnb')
  await mock.call('GET', `/connect/sessions/${id}`, { headers: { accept: 'application/json' } })
  const { did_you_mean: meant } = linesOf(mock).at(-1)
  t.equal(meant, `/v1/connect/sessions/cs_…${id.slice(-4)}`)
})

t.test('the line says what of the Prefer header was honoured', async (t) => {
  const mock = await createMock(t)
  const prefer = (text: string) => mock.call('POST', '/v1/connect/airbnb', { headers: { prefer: text } })
  await prefer('error=session_expired, delay=20ms')
  await prefer('ttl=5s')
  await prefer('respond-async')
  const [refused, shortened, ignored] = linesOf(mock)
  t.match(refused, { status: 410, code: 'session_expired', prefer: 'delay=20ms, error=session_expired' })
  t.notOk('fault' in refused)
  t.match(shortened, { status: 200, prefer: 'ttl=5s' })
  t.notOk('prefer' in ignored)
})

t.test('a fault is a member of the line of its request, and makes no line of its own', async (t) => {
  const mock = await createMock(t)
  for (const respond of [{ error: 'rate_limit_exceeded' }, { delay: '20ms' }]) {
    await addFault(mock, respond)
    await mock.call('GET', '/v1/connect/guesty')
  }
  const lines = linesOf(mock)
  t.equal(lines.length, 2)
  t.match(lines[0], {
    status: 429,
    code: 'rate_limit_exceeded',
    fault: { id: 'flt_1', respond: { error: 'rate_limit_exceeded' } },
  })
  t.match(lines[1], { status: 200, fault: { id: 'flt_2', respond: { delay: '20ms' } } })
})

t.test('an answer that a fault cuts off makes one line, which does not blame the caller', async (t) => {
  const mock = await createMock(t)
  const url = `http://127.0.0.1:${await listen(mock)}/v1/connect/guesty`
  for (const respond of [{ drop: 'before' }, { drop: 'after' }, { truncate: 5 }]) {
    await addFault(mock, respond)
    mock.log.length = 0
    await t.rejects(fetch(url, { headers }).then((answer) => answer.text()))
    await fetch(url, { headers })
    const [cut, next, ...rest] = linesOf(mock)
    t.match(cut, { level: 30, msg: 'the answer was cut off by a fault', fault: { respond } })
    t.match(next, { status: 200 })
    t.strictSame(rest, [])
  }
})
