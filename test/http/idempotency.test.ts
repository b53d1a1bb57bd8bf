import { setImmediate } from 'node:timers/promises'
import t from 'tap'
import { journalOptions } from '../../src/control/journal.js'
import { declare } from '../../src/http/policy.js'
import { createMemoryStores } from '../../src/storage/stores.js'
import { createMock, type Mock } from '../helpers/mock.js'
import { type Around, observed } from '../helpers/observed.js'
import { createReceiver } from '../helpers/receiver.js'
import { listen } from '../wire/raw-socket.js'

const path = '/v1/connect/airbnb'
const withKey = (key: string, more: Record<string, string> = {}) => ({
  headers: { 'idempotency-key': key, ...more },
})
const cached = ({ headers }: { headers: Readonly<Record<string, string | undefined>> }) =>
  headers['idempotency-status'] === 'cached'

async function sessionsOf({ call }: Mock): Promise<number> {
  return (await call('GET', '/_mock/sessions')).body.data.length
}

t.test('a call again with its key gets the stored answer, under an id and limits of its own', async (t) => {
  const mock = await createMock(t)
  const options = withKey('one', { prefer: 'ttl=5s' })
  const body = { redirect_url: 'https://app.example/' }
  const first = await mock.call('POST', path, { ...options, body })
  t.notOk(cached(first))
  const second = await mock.call('POST', path, { ...withKey('one'), body })
  t.ok(cached(second))
  t.equal(second.status, 200)
  t.strictSame(second.body, first.body)
  for (const name of ['content-type', 'preference-applied', 'x-repull-mock-warning']) {
    t.equal(second.headers[name], first.headers[name], name)
    t.ok(first.headers[name], name)
  }
  t.not(second.headers['x-request-id'], first.headers['x-request-id'])
  t.equal(first.headers['x-ratelimit-remaining'], '599')
  t.equal(second.headers['x-ratelimit-remaining'], '598')
  t.equal(await sessionsOf(mock), 1)
})

t.test('work that runs again after a conflict warns and applies preferences once', async (t) => {
  const around: Around = {}
  const stores = createMemoryStores(100, journalOptions)
  const mock = await createMock(t, { stores: { ...stores, records: observed(stores.records, around) } })
  await mock.open('airbnb')
  let commits = 0
  // The first commit notes that the key is in use, the second is that of the work.
  around.before = async (name) => {
    if (name === 'commit' && ++commits === 2)
      await mock.call('POST', '/_mock/clock/advance', { body: { by: 1000 } })
  }
  const options = { ...withKey('one', { prefer: 'ttl=5s' }), body: { locale: 'xx', colour: 1 } }
  const { status, headers } = await mock.call('POST', path, options)
  t.equal(status, 200)
  t.ok(commits > 3, 'the work ran again')
  t.equal(
    headers['x-repull-mock-warning'],
    'unknown field colour, locale xx is ignored; the pages have en and fr',
  )
  t.equal(headers['preference-applied'], 'ttl=5s')
  const { data } = (await mock.call('GET', '/_mock/requests')).body
  t.equal(data.at(-1).warnings.length, 2)
})

t.test('a repetition tells of the delay that it had itself, not of that of the first', async (t) => {
  const { call } = await createMock(t)
  const appliedOf = async (key: string, prefer?: string) => {
    const { headers } = await call('POST', path, withKey(key, prefer === undefined ? {} : { prefer }))
    return headers['preference-applied']
  }
  t.equal(await appliedOf('slow', 'delay=5ms'), 'delay=5ms')
  t.equal(await appliedOf('slow'), undefined)
  t.equal(await appliedOf('short', 'delay=5ms, ttl=5s'), 'delay=5ms, ttl=5s')
  t.equal(await appliedOf('short'), 'ttl=5s')
  t.equal(await appliedOf('short', 'delay=7ms, ttl=9s'), 'delay=7ms, ttl=5s')
})

t.test('the journal finds a repetition by the session that was opened, or completed', async (t) => {
  const { call } = await createMock(t)
  const { sessionId } = (await call('POST', path, withKey('one'))).body
  const complete = { ...withKey('one'), body: { provider: 'airbnb' } }
  await call('POST', `/v1/connect/sessions/${sessionId}/complete`, complete)
  t.ok(cached(await call('POST', path, withKey('one'))))
  t.ok(cached(await call('POST', `/v1/connect/sessions/${sessionId}/complete`, complete)))
  const found = await call('GET', `/_mock/requests/count?status=200&session=${sessionId}`)
  t.strictSame(found.body, { count: 4 })
})

t.test('the status is the stored one too, and an alias has keys of its own', async (t) => {
  const mock = await createMock(t)
  const body = { redirectUrl: 'https://app.example/' }
  const ids = new Set()
  for (const url of ['/v1/connect', '/v1/connect/sessions']) {
    for (const isCached of [false, true, true]) {
      const answer = await mock.call('POST', url, { ...withKey('one'), body })
      t.equal(answer.status, 201)
      t.equal(cached(answer), isCached)
      ids.add(answer.body.id)
    }
  }
  t.equal(ids.size, 2)
})

t.test('a slash at the end is the same address', async (t) => {
  const { call } = await createMock(t)
  await call('POST', path, withKey('one'))
  t.ok(cached(await call('POST', `${path}/`, withKey('one'))))
})

t.test('another key, path or workspace is another call', async (t) => {
  const mock = await createMock(t)
  await mock.call('POST', path, withKey('one'))
  t.notOk(cached(await mock.call('POST', path, withKey('two'))))
  t.notOk(cached(await mock.call('POST', '/v1/connect/booking', withKey('one'))))
  t.notOk(cached(await mock.call('POST', path, { ...withKey('one'), key: 'sk_test_other' })))
  t.notOk(cached(await mock.call('POST', path)))
})

t.test('a key with another body is refused, with no body and an empty one it is the same', async (t) => {
  const { call } = await createMock(t)
  await call('POST', path, withKey('one'))
  t.ok(cached(await call('POST', path, { ...withKey('one'), body: {} })))
  const { status, code, body, headers } = await call('POST', path, {
    ...withKey('one'),
    body: { state: 'other' },
  })
  t.equal(status, 422)
  t.equal(code, 'idempotency_key_reused')
  t.equal(body.error.field, 'Idempotency-Key')
  t.equal(body.error.value_received, 'one')
  t.match(body.error.message, '"one"')
  t.equal(headers['idempotency-status'], undefined)
})

t.test('a key has 1 to 255 characters', async (t) => {
  const { call, open } = await createMock(t)
  const sessionId = await open('booking')
  const calls = [
    { url: path, options: {} },
    { url: '/v1/connect/booking/verify', options: { key: null, body: { sessionId, hotelId: '1234567' } } },
  ]
  for (const { url, options } of calls) {
    for (const length of [0, 256]) {
      const { status, code, body } = await call('POST', url, { ...options, ...withKey('x'.repeat(length)) })
      t.equal(status, 422)
      t.equal(code, 'invalid_params')
      t.equal(body.error.field, 'Idempotency-Key')
      t.match(body.error.message, String(length))
      t.ok(body.error.value_received.length <= 201)
    }
    for (const length of [1, 255]) {
      t.equal((await call('POST', url, { ...options, ...withKey('x'.repeat(length)) })).status, 200)
    }
  }
})

t.test('the key is judged behind the syntax of the body and before the session', async (t) => {
  const { call } = await createMock(t)
  const bad = withKey('x'.repeat(256))
  t.equal((await call('POST', path, { ...bad, body: '{' })).code, 'invalid_body')
  t.equal((await call('POST', '/v1/connect', bad)).code, 'invalid_body', 'and behind its presence')
  t.equal((await call('POST', '/v1/connect/nonsense', bad)).code, 'invalid_provider')
  t.equal((await call('POST', `${path}?x=1`, bad)).code, 'unknown_params')
  t.equal((await call('POST', path, { ...bad, key: null })).code, 'unauthorized')
  const complete = '/v1/connect/sessions/cs_none/complete'
  t.equal((await call('POST', complete, { ...bad, body: {} })).code, 'invalid_params')
  t.equal((await call('POST', complete, { ...withKey('x'), body: {} })).code, 'not_found')
  t.equal((await call('POST', path, { ...bad, body: { state: 5 } })).code, 'invalid_params')
})

t.test('a call by a session that is none is refused as without a key', async (t) => {
  const { call } = await createMock(t)
  for (const [sessionId, code] of [
    ['cs_none', 'not_found'],
    [42, 'invalid_body'],
    [undefined, 'invalid_body'],
  ] as const) {
    const body = { sessionId, hotelId: '1234567' }
    for (let count = 0; count < 2; count++) {
      const answer = await call('POST', '/v1/connect/booking/verify', { ...withKey(`${sessionId}`), body })
      t.equal(answer.code, code)
    }
  }
})

t.test('methods that change nothing, or the same again, take no notice of a key', async (t) => {
  const { call } = await createMock(t)
  for (const method of ['GET', 'HEAD', 'DELETE']) {
    for (const key of ['one', 'one', 'x'.repeat(256)]) {
      const answer = await call(method, path, withKey(key))
      t.equal(answer.status, method === 'DELETE' ? 404 : 200)
      t.notOk(cached(answer))
    }
  }
})

t.test('a fault hits a repetition too, and an error by Prefer is none that is remembered', async (t) => {
  const { call } = await createMock(t)
  const failing = withKey('one', { prefer: 'error=provider_unavailable' })
  t.equal((await call('POST', path, failing)).status, 503)
  const first = await call('POST', path, withKey('one'))
  t.notOk(cached(first), 'the retry is a real one')
  t.equal((await call('POST', path, failing)).status, 503)
  t.strictSame((await call('POST', path, withKey('one'))).body, first.body)
})

/** A route for PATCH, which answers as the test says. */
function addRoute({ app }: Mock, answer: (times: number) => unknown) {
  let times = 0
  app.patch(
    '/v1/tests',
    {
      config: declare({ access: 'key', errors: [], example: { answer: null } }),
      schema: { response: { 200: { type: 'object', properties: { times: { type: 'integer' } } }, 204: {} } },
    },
    async (_request, reply) => {
      times += 1
      const found = await answer(times)
      if (found === undefined) reply.code(204)
      return found
    },
  )
  return () => times
}

t.test('whatever way an attempt fails, the next one does the work', async (t) => {
  const hostile = {
    get times(): number {
      throw new Error('cannot be serialised')
    },
  }
  const failures: (() => unknown)[] = [
    () => {
      throw new Error('a bug')
    },
    () => {
      throw 'a text'
    },
    () => hostile,
  ]
  for (const fails of failures) {
    const mock = await createMock(t)
    const times = addRoute(mock, (count) => (count < 3 ? fails() : { times: count }))
    const answers = []
    for (let count = 0; count < 5; count++) {
      answers.push(await mock.call('PATCH', '/v1/tests', withKey('one')))
    }
    t.strictSame(
      answers.map(({ status }) => status),
      [500, 500, 200, 200, 200],
    )
    t.equal(answers.filter(cached).length, 2)
    t.equal(times(), 3)
  }
})

t.test('an answer without a body is repeated without one', async (t) => {
  const mock = await createMock(t)
  const times = addRoute(mock, () => undefined)
  for (const isCached of [false, true]) {
    const answer = await mock.call('PATCH', '/v1/tests', withKey('one'))
    t.equal(answer.status, 204)
    t.equal(answer.body, undefined)
    t.equal(cached(answer), isCached)
  }
  t.equal(times(), 1)
})

t.test('a twin of a call that is being worked on is told to come again', async (t) => {
  const mock = await createMock(t)
  let free: () => void = () => {}
  const isFree = new Promise<void>((resolve) => {
    free = resolve
  })
  let begun: () => void = () => {}
  const hasBegun = new Promise<void>((resolve) => {
    begun = resolve
  })
  const times = addRoute(mock, async (count) => {
    begun()
    await isFree
    return { times: count }
  })
  const call = () => mock.call('PATCH', '/v1/tests', withKey('one'))
  const first = call()
  await hasBegun
  const twin = await call()
  t.match(twin, { status: 409, code: 'idempotency_key_in_use', headers: { 'retry-after': '1' } })
  t.match(twin.body.error, { field: 'Idempotency-Key', value_received: 'one', retry_after: 1 })
  free()
  t.strictSame((await first).body, { times: 1 })
  const again = await call()
  t.ok(cached(again))
  t.strictSame(again.body, { times: 1 })
  t.equal(times(), 1)
})

t.test(
  'when a call takes too long another one may do its work, and the first answer counts for both',
  async (t) => {
    const mock = await createMock(t)
    let free: () => void = () => {}
    const isFree = new Promise<void>((resolve) => {
      free = resolve
    })
    mock.onPause = () => isFree
    const connect = () =>
      mock.call('POST', '/v1/connect/smoobu', { ...withKey('one'), body: { apiKey: 'slow' } })
    const first = connect()
    while (mock.pauses.length < 1) await setImmediate()
    t.equal((await connect()).code, 'idempotency_key_in_use')
    mock.clock.advance(3000)
    const second = connect()
    while (mock.pauses.length < 2) await setImmediate()
    free()
    const answers = await Promise.all([first, second])
    t.strictSame(
      answers.map(({ status }) => status),
      [200, 200],
    )
    t.strictSame(answers.map(cached).sort(), [false, true])
    t.strictSame(answers[0].body, answers[1].body)
    t.equal((await mock.call('GET', '/v1/connect')).body.pagination.total, 1)
  },
)

t.test('while an endpoint takes its time a test event is sent to it once', async (t) => {
  const mock = await createMock(t)
  let free = () => {}
  const receiver = await createReceiver(t, (reply) => {
    free = () => reply.end()
  })
  const probe = () =>
    mock.call('POST', '/v1/webhooks/test', { ...withKey('one'), body: { url: receiver.url } })
  const first = probe()
  while (receiver.received.length < 1) await setImmediate()
  mock.clock.advance(4500)
  t.equal((await probe()).code, 'idempotency_key_in_use')
  free()
  const { body } = await first
  const again = await probe()
  t.ok(cached(again))
  t.strictSame(again.body, body)
  t.equal(receiver.received.length, 1)
})

t.test('a refusal is remembered as well, under the id of each request', async (t) => {
  const { call } = await createMock(t)
  const body = { redirectUrl: 'nonsense' }
  const first = await call('POST', path, { ...withKey('one'), body })
  const second = await call('POST', path, { ...withKey('one'), body })
  t.notOk(cached(first))
  t.ok(cached(second))
  const { request_id: one, ...error } = first.body.error
  const { request_id: other, ...same } = second.body.error
  t.strictSame(same, error)
  t.equal(other, second.headers['x-request-id'])
  t.not(other, one)
  t.equal((await call('POST', path, { ...withKey('one'), body: {} })).code, 'idempotency_key_reused')
})

t.test('what may go well the next time is not remembered', async (t) => {
  const { call } = await createMock(t)
  const connect = (apiKey: string) =>
    call('POST', '/v1/connect/smoobu', { ...withKey(apiKey), body: { apiKey } })
  for (const [apiKey, status] of [
    ['invalid', 401],
    ['unavailable', 503],
  ] as const) {
    for (let count = 0; count < 2; count++) {
      const answer = await connect(apiKey)
      t.equal(answer.status, status)
      t.notOk(cached(answer))
    }
  }
})

t.test('a repetition that is cut off ends there', async (t) => {
  const mock = await createMock(t)
  const times = addRoute(mock, (count) => ({ times: count }))
  const port = await listen(mock)
  await mock.call('PATCH', '/v1/tests', withKey('one'))
  for (const respond of [{ truncate: 3 }, { drop: 'after' }, { drop: 'before' }]) {
    await mock.call('POST', '/_mock/faults', { body: { times: 1, respond } })
    const again = fetch(`http://127.0.0.1:${port}/v1/tests`, {
      method: 'PATCH',
      headers: { authorization: 'Bearer sk_test_tests', 'idempotency-key': 'one' },
    })
    await t.rejects(
      again.then((answer) => {
        t.equal(answer.headers.get('idempotency-status'), 'cached')
        return answer.text()
      }),
    )
  }
  t.equal(times(), 1)
  t.ok(cached(await mock.call('PATCH', '/v1/tests', withKey('one'))))
})
