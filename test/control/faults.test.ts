import { readFile } from 'node:fs/promises'
import t from 'tap'
import { watch } from '../helpers/events.js'
import { createMock, type Mock } from '../helpers/mock.js'
import { root } from '../helpers/project.js'

const complete = (mock: Mock, id: string, provider = 'airbnb') =>
  mock.call('POST', `/v1/connect/sessions/${id}/complete`, { body: { provider } })

/** Sets a fault, and returns it. */
async function fault(mock: Mock, body: object, key?: string | null) {
  const answer = await mock.call('POST', '/_mock/faults', { body, ...(key !== undefined && { key }) })
  return answer.body
}

t.test('a fault answers as often as it should, with the error of the catalogue', async (t) => {
  const mock = await createMock(t)
  const made = await fault(mock, { times: 2, respond: { error: 'provider_unavailable' } })
  const kept = {
    id: 'flt_1',
    match: {},
    times: 2,
    remaining: 2,
    probability: 1,
    respond: { error: 'provider_unavailable' },
    hits: 0,
    warnings: [],
  }
  t.strictSame(made, kept)
  for (let count = 0; count < 2; count++) {
    const answer = await mock.call('GET', '/v1/connect')
    t.match(answer, { status: 503, code: 'provider_unavailable' })
  }
  t.equal((await mock.call('GET', '/v1/connect')).status, 200)
  t.strictSame((await mock.call('GET', '/_mock/faults')).body.data, [{ ...kept, remaining: 0, hits: 2 }])
})

t.test('a status stands for the first error of the catalogue that has it', async (t) => {
  const mock = await createMock(t)
  await fault(mock, { respond: { status: 500 } })
  t.match(await mock.call('GET', '/v1/connect'), { status: 500, code: 'internal_error' })
})

t.test('the oldest matching fault applies first', async (t) => {
  const mock = await createMock(t)
  await fault(mock, { times: 1, respond: { status: 503 } })
  await fault(mock, { times: 1, respond: { status: 502 } })
  const statuses = []
  for (let count = 0; count < 3; count++) statuses.push((await mock.call('GET', '/v1/connect')).status)
  t.strictSame(statuses, [503, 502, 200])
})

t.test('of fifty calls at once exactly as many fail as the fault says', async (t) => {
  const mock = await createMock(t)
  await fault(mock, { match: { provider: 'airbnb' }, times: 20, respond: { status: 503 } })
  const answers = await Promise.all(Array.from({ length: 50 }, () => mock.call('POST', '/v1/connect/airbnb')))
  t.equal(answers.filter(({ status }) => status === 503).length, 20)
})

t.test('a fault is for the calls that it says, and for no other', async (t) => {
  const mock = await createMock(t)
  const id = await mock.open('airbnb')
  const calls: Record<string, () => Promise<{ status: number }>> = {
    list: () => mock.call('GET', '/v1/connect'),
    status: () => mock.call('GET', '/v1/connect/guesty'),
    create: () => mock.call('POST', '/v1/connect/guesty', { headers: { 'x-test': 'yes' } }),
    read: () => mock.call('GET', `/v1/connect/sessions/${id}`),
    health: () => mock.call('GET', '/v1/health', { key: null }),
    page: () => mock.call('GET', `/connect/airbnb?session=${id}`, { key: null }),
  }
  const cases: [object, readonly string[]][] = [
    [{}, ['list', 'status', 'create', 'read']],
    [{ method: 'POST' }, ['create']],
    [{ path: '/v1/connect' }, ['list']],
    [{ path: '/v1/connect/*' }, ['status', 'create', 'read']],
    [{ path: '*' }, ['list', 'status', 'create', 'read', 'page']],
    [{ path: '/connect/*' }, ['page']],
    [{ provider: 'guesty' }, ['status', 'create']],
    [{ provider: 'airbnb' }, ['read']],
    [{ header: { 'X-Test': 'yes' } }, ['create']],
    [{ header: { 'x-test': 'no' } }, []],
    [{ method: 'GET', provider: 'guesty' }, ['status']],
  ]
  for (const [match, expected] of cases) {
    await fault(mock, { match, respond: { status: 503 } })
    const hit: string[] = []
    for (const [name, make] of Object.entries(calls)) if ((await make()).status === 503) hit.push(name)
    t.strictSame(hit, expected, JSON.stringify(match))
    await mock.call('DELETE', '/_mock/faults')
  }
})

t.test('a path with the id of an account is met however its colon is written', async (t) => {
  const mock = await createMock(t)
  for (const path of ['/v1/connections/vrbo:*/units', '/v1/connections/vrbo%3A12/units']) {
    await fault(mock, { match: { path }, respond: { status: 503 } })
    for (const sent of ['vrbo:12', 'vrbo%3A12', 'vrbo%3a12'])
      t.equal((await mock.call('GET', `/v1/connections/${sent}/units`)).status, 503, `${path} ${sent}`)
    t.equal((await mock.call('GET', '/v1/connections/vrbo%253A12/units')).status, 400, 'that is no colon')
    await mock.call('DELETE', '/_mock/faults')
  }
  const { body } = await mock.call('GET', '/_mock/requests/count?path=/v1/connections/vrbo:12/units')
  t.equal(body.count, 6, 'the journal has them all under one path')
})

t.test('the provider of a call is that of its session, wherever the session is named', async (t) => {
  const mock = await createMock(t)
  const airbnb = await mock.open('airbnb')
  const booking = await mock.open('booking')
  const picker = await mock.open(null)
  const keyless = { key: null }
  const calls: [string, () => Promise<{ status: number }>][] = [
    ['airbnb', () => complete(mock, airbnb)],
    ['booking', () => mock.call('GET', `/v1/connect/booking/rooms?sessionId=${booking}`, keyless)],
    [
      'booking',
      () =>
        mock.call('POST', '/v1/connect/booking/verify', {
          ...keyless,
          body: { sessionId: booking, hotelId: '1234567' },
        }),
    ],
    ['guesty', () => mock.call('POST', '/v1/connect/guesty/credentials', { body: { credentials: {} } })],
    ['vrbo', () => mock.call('GET', '/v1/connect/vrbo-login')],
    ['booking', () => mock.call('GET', '/v1/connect/booking-extranet-login')],
  ]
  for (const [provider, make] of calls) {
    await fault(mock, {
      match: { provider: provider === 'vrbo' ? 'airbnb' : 'vrbo' },
      respond: { status: 502 },
    })
    await fault(mock, { match: { provider }, times: 1, respond: { status: 503 } })
    t.equal((await make()).status, 503, provider)
    await mock.call('DELETE', '/_mock/faults')
  }
  await fault(mock, { match: { provider: 'airbnb' }, respond: { status: 503 } })
  const select = () =>
    mock.call('POST', `/v1/connect/sessions/${picker}/select-provider`, {
      ...keyless,
      body: { provider: 'airbnb' },
    })
  t.equal((await select()).status, 200, 'a picker has no provider yet')
  t.equal((await select()).status, 503)
})

t.test(
  'a fault for a provider is not for calls about a session that is not there, or that name none',
  async (t) => {
    const mock = await createMock(t)
    for (const key of ['sk_test_tests', null])
      await fault(mock, { match: { provider: 'airbnb' }, respond: { status: 503 } }, key)
    const body = { provider: 'airbnb' }
    const unknown = '/v1/connect/sessions/cs_unknown'
    t.equal((await mock.call('GET', unknown)).code, 'not_found')
    t.equal((await mock.call('POST', `${unknown}/select-provider`, { key: null, body })).code, 'not_found')
    t.equal(
      (await mock.call('POST', `${unknown}/select-provider`, { key: null, body: {} })).code,
      'not_found',
    )
    t.equal(
      (await mock.call('POST', '/v1/connect/booking/verify', { body: { sessionId: 5 } })).code,
      'invalid_body',
    )
  },
)

t.test('a reply lost after the work: the work is done', async (t) => {
  const mock = await createMock(t)
  const id = await mock.open('airbnb')
  await fault(mock, { match: { path: '*/complete' }, times: 1, respond: { drop: 'after' } })
  await t.rejects(complete(mock, id), { code: 'LIGHT_ECONNRESET' })
  t.match(await complete(mock, id), { status: 409, code: 'session_terminal' })
  t.equal((await mock.call('GET', '/v1/connect')).body.data.length, 1)
})

t.test('a call dropped before the work: nothing is done', async (t) => {
  const mock = await createMock(t)
  const id = await mock.open('airbnb')
  await fault(mock, { match: { path: '*/complete' }, times: 1, respond: { drop: 'before' } })
  await t.rejects(complete(mock, id), { code: 'LIGHT_ECONNRESET' })
  t.equal((await mock.call('GET', '/v1/connect')).body.data.length, 0)
  t.equal((await complete(mock, id)).status, 200)
})

t.test('dropped before the work where the session is the key, and on a page', async (t) => {
  const mock = await createMock(t)
  const picker = await mock.open(null)
  await fault(mock, { match: { path: '*' }, times: 2, respond: { drop: 'before' } })
  const select = () =>
    mock.call('POST', `/v1/connect/sessions/${picker}/select-provider`, {
      key: null,
      body: { provider: 'airbnb' },
    })
  await t.rejects(select())
  await t.rejects(mock.call('GET', `/connect?session=${picker}&auto=approve`, { key: null }))
  t.match((await mock.call('GET', `/_mock/sessions/${picker}`)).body, { provider: null, status: 'pending' })
  t.equal((await select()).status, 200)
})

t.test('a delay is waited for, then the call goes on', async (t) => {
  const mock = await createMock(t)
  await fault(mock, { times: 1, respond: { delay: '2s' } })
  await fault(mock, { times: 1, respond: { delay: 1000, status: 503 } })
  t.equal((await mock.call('GET', '/v1/connect')).status, 200)
  t.equal((await mock.call('GET', '/v1/connect')).status, 503)
  t.strictSame(mock.pauses, [2000, 1000])
})

t.test('a call of no workspace is delayed too', async (t) => {
  const mock = await createMock(t)
  await fault(mock, { match: { path: '/v1/health' }, respond: { delay: '2s' } }, null)
  t.equal((await mock.call('GET', '/v1/health', { key: null })).status, 200)
  t.strictSame(mock.pauses, [2000])
})

t.test('a session that expires during a delay has expired', async (t) => {
  const mock = await createMock(t)
  const id = await mock.open('airbnb')
  await fault(mock, { respond: { delay: '2s' } })
  mock.onPause = () => mock.clock.advance(30 * 60_000)
  t.equal((await complete(mock, id)).code, 'session_expired')
})

t.test('a fault with a probability applies as the seed of the workspace says', async (t) => {
  const draws = async (settings: { SEED?: string }, others: number) => {
    const mock = await createMock(t, { settings })
    await fault(mock, { probability: 0.5, respond: { status: 503 } }, null)
    const hits: boolean[] = []
    for (let count = 0; count < 40; count++) {
      for (let other = 0; other < others; other++)
        await mock.call('GET', '/v1/connect', { key: `sk_test_${other}` })
      hits.push((await mock.call('GET', '/v1/connect')).status === 503)
    }
    return hits
  }
  const seeded = await draws({ SEED: 'a' }, 0)
  t.ok(seeded.includes(true) && seeded.includes(false))
  t.strictSame(await draws({ SEED: 'a' }, 2), seeded)
  t.notSame(await draws({ SEED: 'b' }, 0), seeded)
  t.notSame(await draws({}, 0), await draws({}, 0))
})

t.test('with probability 0 it never applies', async (t) => {
  const mock = await createMock(t)
  await fault(mock, { probability: 0, times: 1, respond: { status: 503 } })
  for (let count = 0; count < 20; count++) t.equal((await mock.call('GET', '/v1/connect')).status, 200)
})

t.test(
  'faults are of one workspace; without a key of all, each with its own count, and of those to come',
  async (t) => {
    const mock = await createMock(t)
    const status = async (key: string) => (await mock.call('GET', '/v1/connect', { key })).status
    await fault(mock, { respond: { status: 502 } }, 'sk_test_a')
    t.strictSame([await status('sk_test_a'), await status('sk_test_b')], [502, 200])
    await mock.call('DELETE', '/_mock/faults/flt_1', { key: 'sk_test_a' })
    t.equal(await status('sk_test_a'), 200)
    const forAll = await fault(mock, { times: 1, respond: { status: 503 } }, null)
    t.equal(forAll.id, 'flt_all_1')
    for (const key of ['sk_test_a', 'sk_test_b', 'sk_test_new']) {
      t.equal(await status(key), 503, key)
      t.equal(await status(key), 200, key)
    }
    t.equal((await mock.call('GET', '/_mock/faults', { key: null })).body.data[0].remaining, 1)
    t.equal(
      (await mock.call('GET', '/v1/health', { key: null })).status,
      503,
      'it applies to a call of no workspace too',
    )
    await mock.call('DELETE', '/_mock/faults', { key: null })
    t.equal(await status('sk_test_newer'), 200)
  },
)

t.test('a fault for all is removed by its id everywhere', async (t) => {
  const mock = await createMock(t)
  await mock.call('GET', '/v1/connect')
  await fault(mock, { respond: { status: 503 } }, null)
  t.equal((await mock.call('DELETE', '/_mock/faults/flt_all_1', { key: null })).status, 204)
  t.equal((await mock.call('GET', '/v1/connect')).status, 200)
  const gone = await mock.call('DELETE', '/_mock/faults/flt_all_1', { key: null })
  t.match(gone, { status: 404, code: 'not_found' })
})

t.test('a fault that could not apply is refused', async (t) => {
  const { call } = await createMock(t)
  const bad: [object, string, string][] = [
    [{}, 'invalid_body', 'respond'],
    [{ respond: {} }, 'invalid_body', 'respond'],
    [{ respond: { eror: 'not_found' } }, 'invalid_body', 'respond.eror'],
    [{ respond: { error: 'sesion_expired' } }, 'invalid_body', 'respond.error'],
    [{ respond: { status: 499 } }, 'invalid_body', 'respond.status'],
    [{ respond: { delay: '1' } }, 'invalid_body', 'respond.delay'],
    [{ respond: { delay: '6m' } }, 'invalid_body', 'respond.delay'],
    [{ respond: { delay: 300_001 } }, 'invalid_body', 'respond.delay'],
    [{ respond: { delay: -1 } }, 'invalid_body', 'respond.delay'],
    [{ respond: { drop: 'during' } }, 'invalid_body', 'respond.drop'],
    [{ respond: { truncate: 0 } }, 'invalid_body', 'respond.truncate'],
    [{ respond: { error: 'not_found', drop: 'after' } }, 'invalid_body', 'respond.drop'],
    [{ respond: { status: 503, error: 'not_found' } }, 'invalid_body', 'respond.status'],
    [{ times: 0, respond: { status: 503 } }, 'invalid_body', 'times'],
    [{ probability: 2, respond: { status: 503 } }, 'invalid_body', 'probability'],
    [{ match: { method: 'post' }, respond: { status: 503 } }, 'invalid_body', 'match.method'],
    [{ match: { path: '/v1/connect/{provider}' }, respond: { status: 503 } }, 'invalid_body', 'match.path'],
    [{ match: { path: '/v1/connect?x=1' }, respond: { status: 503 } }, 'invalid_body', 'match.path'],
    [{ match: { provider: 'airbnbb' }, respond: { status: 503 } }, 'invalid_provider', 'match.provider'],
  ]
  for (const [body, code, field] of bad) {
    const answer = await call('POST', '/_mock/faults', { body })
    t.match(answer, { status: 400, code, body: { error: { field } } }, JSON.stringify(body))
  }
  t.strictSame((await call('GET', '/_mock/faults')).body.data, [])
  const { body } = await call('POST', '/_mock/faults', { body: { respond: { error: 'sesion_expired' } } })
  t.equal(body.error.did_you_mean, 'session_expired')
  const nothing = await call('POST', '/_mock/faults', { body: { respond: {} } })
  t.equal(nothing.body.error.message, 'respond must have at least 1 field.')
})

t.test('there is room for a hundred faults; used up ones make room', async (t) => {
  const mock = await createMock(t)
  const add = (times: number) =>
    mock.call('POST', '/_mock/faults', { body: { times, respond: { status: 503 } } })
  for (let count = 0; count < 100; count++) await add(1)
  t.match(await add(1), {
    status: 503,
    code: 'capacity_exceeded',
    body: { error: { message: 'There is no room for more faults: a workspace has 100 and 13 MiB.' } },
  })
  t.equal((await mock.call('GET', '/v1/connect')).status, 503)
  const added = await add(1)
  t.match(added, { status: 201, body: { id: 'flt_101' } })
  t.equal((await mock.call('GET', '/_mock/faults')).body.data.length, 100)
  const page = await readFile(`${root}docs/bounds.md`, 'utf8')
  t.match(page, /^\| faults,[^|]*\| workspace \| 100 \|/m, 'the docs say the same')
})

t.test('a fault that no call can match has warnings, when it is added and when it is listed', async (t) => {
  const mock = await createMock(t)
  const cases: readonly [object, string][] = [
    [
      { path: '/v1/conect/*' },
      'match.path /v1/conect/* matches no route that faults apply to; did you mean /v1/connect/*?',
    ],
    [{ path: '/v1/conect/airbnb' }, 'did you mean /v1/connect/airbnb?'],
    [{ path: '/v1/chanels/*' }, 'did you mean /v1/channels/*?'],
    [{ path: '/v1/connect/sessions/*/compleet' }, 'did you mean /v1/connect/sessions/*/complete?'],
    [{ path: '/V1/Connect' }, 'did you mean /v1/connect?'],
    [{ path: '/v1/connect/' }, 'did you mean /v1/connect?'],
    [{ path: '/webhooks' }, 'did you mean /v1/webhooks?'],
    [{ path: '/api/repull/v1/connect/*' }, 'did you mean /v1/connect/*?'],
    [{ path: '/nothing/like/it/*/at/all' }, 'matches no route that faults apply to; see /openapi.json'],
    [{ path: '/_mock/*' }, 'match.path /_mock/* matches no route that faults apply to'],
    [{ path: '/openapi.json' }, 'match.path /openapi.json matches no route'],
    [
      { method: 'PUT', path: '/v1/connect' },
      'no route that match.path fits takes PUT; it takes GET, HEAD, POST',
    ],
    [{ provider: 'airbnb', path: '/v1/webhooks*' }, 'no call that the rest of match fits is about airbnb'],
    [{ provider: 'airbnb', path: '/v1/connect/booking' }, 'is about airbnb'],
    [{ provider: 'airbnb', path: '/v1/channels/booking/*' }, 'is about airbnb'],
    [{ provider: 'airbnb', path: '/v1/connect/booking/verify', method: 'POST' }, 'is about airbnb'],
    [{ header: { 'x my header': 'a' } }, 'match.header "x my header" is no name of a header'],
    [{ header: { 'x-a': ' a' } }, 'match.header x-a has blanks around its value'],
  ]
  for (const [match, warning] of cases) {
    const { warnings } = await fault(mock, { match, respond: { status: 503 } })
    t.equal(warnings.length, 1, JSON.stringify(match))
    t.match(warnings[0], warning)
  }
  const never = await fault(mock, { probability: 0, respond: { status: 503 } })
  t.strictSame(never.warnings, ['probability is 0, so it never applies'])
  const { data } = (await mock.call('GET', '/_mock/faults')).body
  t.strictSame(
    data.map(({ warnings }: { warnings: string[] }) => warnings.length),
    data.map(() => 1),
  )
  const snapshot = (await mock.call('GET', '/_mock/snapshot')).body
  t.equal((await mock.call('PUT', '/_mock/snapshot', { body: snapshot })).status, 200)
})

t.test('a fault that a call may match has no warnings', async (t) => {
  const mock = await createMock(t)
  for (const match of [
    {},
    { path: '*' },
    { path: '/v1/*' },
    { path: '/v1/connect/*' },
    { path: '*/complete' },
    { path: '/v1/con*/airbnb' },
    { path: '/v1/connect/nonsense' },
    { path: '/connect/*' },
    { path: '/connect', provider: 'vrbo' },
    { method: 'HEAD', path: '/v1/connect' },
    { method: 'DELETE', path: '/v1/connect/airbnb', provider: 'airbnb' },
    { path: '/v1/reviews', method: 'HEAD' },
    { path: '/v1/channels/airbnb/*', provider: 'airbnb' },
    { path: '/v1/connect/booking/verify', provider: 'booking' },
    { path: '/v1/connect/sessions/*', provider: 'guesty' },
    { provider: 'hostaway', header: { 'X-Test': 'a b' } },
    // Such a pattern is not judged, because that would take long.
    { path: `/${'x'.repeat(1000)}` },
    { path: '/x*x*x*x*x*x' },
  ]) {
    const { warnings } = await fault(mock, { match, respond: { status: 503 } })
    t.strictSame(warnings, [], JSON.stringify(match).slice(0, 100))
  }
})

t.test(
  'a key in a header that a fault matches is masked, and the fault applies, also after a restore',
  async (t) => {
    const mock = await createMock(t)
    const body = {
      match: { path: '/v1/connect', header: { Authorization: 'Bearer sk_test_tests', 'x-secret': 'hidden' } },
      respond: { error: 'booking_error' },
    }
    const added = await mock.call('POST', '/_mock/faults', { body })
    const header = { Authorization: 'Bearer sk_test_…', 'x-secret': '…' }
    t.strictSame(added.body.match, { path: '/v1/connect', header })
    const snapshot = await mock.call('GET', '/_mock/snapshot')
    t.strictSame(snapshot.body.faults[0].match, { path: '/v1/connect', header })
    const hits = async (value: string) =>
      (await mock.call('GET', '/v1/connect', { headers: { 'x-secret': value } })).code === 'booking_error'
    t.strictSame([await hits('hidden'), await hits('other')], [true, false])
    t.equal((await mock.call('PUT', '/_mock/snapshot', { body: snapshot.body })).status, 200)
    t.equal(await hits('hidden'), true)
    t.equal((await mock.call('GET', '/v1/connect')).status, 200, 'without the header it does not')
  },
)

t.test(
  'a fault of no key is one of all workspaces, those that there are and those that begin later',
  async (t) => {
    const mock = await createMock(t)
    const ask = (key: string) => mock.call('GET', '/v1/connect', { key })
    t.equal((await ask('sk_test_early')).status, 200)
    const body = { times: 1, respond: { error: 'provider_unavailable' } }
    const { id } = (await mock.call('POST', '/_mock/faults', { key: null, body })).body
    for (const key of ['sk_test_early', 'sk_test_later']) {
      t.equal((await ask(key)).code, 'provider_unavailable', key)
      t.equal((await ask(key)).status, 200, 'once each')
    }
    t.equal((await mock.call('DELETE', `/_mock/faults/${id}`, { key: null })).status, 204)
  },
)

t.test('calls that come at once and hit one fault are counted, each with an event', async (t) => {
  const mock = await createMock(t)
  const body = { match: { path: '/v1/connect' }, respond: { error: 'provider_unavailable' } }
  await mock.call('POST', '/_mock/faults', { body })
  const { take } = await watch(t, mock, { 'x-api-key': 'sk_test_tests' }, '?types=fault')
  const answers = await Promise.all(Array.from({ length: 50 }, () => mock.call('GET', '/v1/connect')))
  t.ok(answers.every(({ status }) => status === 503))
  t.equal((await mock.call('GET', '/_mock/faults')).body.data[0].hits, 50)
  t.strictSame(
    (await take(50)).map(({ data }) => data.fault.hits),
    Array.from({ length: 50 }, (_, at) => at + 1),
  )
})
