import { once } from 'node:events'
import { request } from 'node:http'
import t from 'tap'
import { SnapshotTurns } from '../../src/control/snapshot-turns.js'
import { ApiError } from '../../src/errors/api-error.js'
import { startMock } from '../../src/index.js'
import { bounds } from '../../src/lib/bounds.js'
import { createMock } from '../helpers/mock.js'

const session = (number: number) => ({
  id: `cs_01KAJ5M1Q0${String(number).padStart(16, '0')}`,
  status: 'pending',
  provider: 'airbnb',
  isPicker: false,
  allowedProviders: null,
  redirectUrl: null,
  state: null,
  locale: null,
  accessType: 'full_access',
  createdAt: '2026-11-21T09:00:00.000Z',
  expiresAt: '2026-11-21T09:30:00.000Z',
  claim: null,
  accountId: null,
})
const sessionsOf = (count: number) => Array.from({ length: count }, (_, at) => session(at))

t.test('a large snapshot is restored, taken, copied and forgotten', async (t) => {
  const mock = await createMock(t, { settings: { MAX_SESSIONS: '100000' } })
  const { body: empty } = await mock.call('GET', '/_mock/snapshot')
  const sessions = sessionsOf(21_000)
  const restored = await mock.call('PUT', '/_mock/snapshot', { body: { ...empty, sessions } })
  t.equal(restored.status, 200)
  t.equal(restored.headers['content-type'], 'application/json; charset=utf-8')
  t.equal(restored.body.sessions.length, 21_000)
  const taken = await mock.call('GET', '/_mock/snapshot')
  t.strictSame(
    taken.body.sessions.map(({ id }: { id: string }) => id),
    sessions.map(({ id }) => id),
  )
  const fork = await mock.call('POST', '/_mock/fork', { body: { to: 'sk_test_copy' } })
  t.equal(Object.keys(fork.body.sessions).length, 21_000)
  const newest = await mock.call('GET', '/_mock/sessions?limit=2')
  t.match(newest.body, {
    data: [{ id: session(20_998).id }, { id: session(20_999).id }],
    pagination: { total: 21_000, hasMore: true },
  })
  const { nextCursor } = newest.body.pagination
  t.match((await mock.call('GET', `/_mock/sessions?limit=2&cursor=${nextCursor}`)).body.data, [
    { id: session(20_996).id },
    { id: session(20_997).id },
  ])
  await mock.call('POST', '/_mock/reset')
  t.equal((await mock.call('GET', '/_mock/snapshot')).body.sessions.length, 0)
})

t.test('a snapshot beyond its bounds is refused', async (t) => {
  const mock = await createMock(t, { settings: { MAX_SESSIONS: '100000' } })
  const { body: empty } = await mock.call('GET', '/_mock/snapshot')
  const put = (body: unknown) => mock.call('PUT', '/_mock/snapshot', { body })
  const rooms = Object.fromEntries(Array.from({ length: 1001 }, (_, at) => [`r${at}`, null]))
  const [sample] = (await (async () => {
    await mock.call('POST', '/v1/connect/smoobu', { body: { apiKey: 'x' } })
    return (await mock.call('GET', '/_mock/snapshot')).body.connections
  })()) as [object]
  const [hook, due] = ['5b0c1a52-7d04-4b6e-a1c8-5e2f90b7d431', []]
  const half = sessionsOf(25_001)
  const accounts = Array.from({ length: 25_000 }, (_, at) => ({
    ...sample,
    account: { id: `${at}`, name: 'x' },
    position: at + 1,
  }))
  for (const [body, message] of [
    [{ ...empty, sessions: sessionsOf(50_001) }, /more than 50000/],
    [{ ...empty, sessions: half, connections: accounts }, /more than 50000/],
    [{ ...empty, connections: [{ ...sample, rooms }] }, /rooms must have at most 1000 fields/],
    [`{"version":1,"x":${'['.repeat(64)}${']'.repeat(64)}}`, /deeper than 64/],
    [{ ...empty, sessions: ['x'.repeat(600_000)] }, /more than 512 KiB/],
    [
      `{"version":1,"a":[${'[[],[]],'.repeat(49_000)}[]],"b":[${'[[[],[],[]],[[],[],[]],[]],'.repeat(49_000)}[]],"c":[${'[[[],[],[]],[]],'.repeat(49_000)}[]]}`,
      /more values/,
    ],
    ['{"version":1', /not valid JSON/],
    [
      { ...empty, webhooks: { webhooks: [], deliveries: [{ id: hook }], due } },
      /webhooks\.deliveries\[0\]\./,
    ],
  ] as const)
    t.match(
      await put(body),
      { status: 400, code: 'invalid_body', body: { error: { message } } },
      String(message),
    )
  t.match(await mock.call('PUT', '/_mock/snapshot', { body: '' }), { status: 400, code: 'invalid_body' })
  t.equal((await put(`\ufeff${JSON.stringify(empty)}`)).status, 200, 'a byte order mark is none of it')
  t.match(await put({ ...empty, sessions: sessionsOf(49_999) }), { status: 200 })
  for (let at = 0; at < 2; at++) await mock.open('airbnb')
  const refused = { status: 503, code: 'capacity_exceeded', body: { error: { fix: /reset/ } } }
  t.match(await mock.call('GET', '/_mock/snapshot'), refused)
  t.match(await mock.call('POST', '/_mock/fork', { body: { to: 'sk_test_copy' } }), refused)
})

t.test('large snapshots have their turns, and a workspace a bounded number of calls', async (t) => {
  const turns = new SnapshotTurns()
  const seen: string[] = []
  const ends: (() => void)[] = []
  const work = (name: string) => () =>
    new Promise<void>((resolve) => {
      seen.push(name)
      ends.push(resolve)
    })
  const settle = () => new Promise((resolve) => setImmediate(resolve))
  const first = turns.run(true, work('first'))
  const failing = turns.run(true, async () => {
    throw new Error('no')
  })
  const third = turns.run(true, work('third'))
  await turns.run(false, async () => seen.push('small'))
  await settle()
  t.strictSame(seen.sort(), ['first', 'small'])
  ends[0]?.()
  await t.rejects(failing)
  await settle()
  t.equal(seen.at(-1), 'third')
  ends[1]?.()
  await Promise.all([first, third])

  const { maxItems } = bounds.snapshotCalls
  const all = Array.from({ length: maxItems }, () => turns.begin('w'))
  t.throws(() => turns.begin('w'), ApiError)
  turns.begin('other')()
  for (const end of all) {
    end()
    end()
  }
  for (let at = 0; at < maxItems; at++) turns.begin('w')
  t.throws(() => turns.begin('w'), { code: 'capacity_exceeded' })
})

t.test('a call whose caller has left does not count any more', async (t) => {
  const mock = await startMock()
  t.teardown(() => mock.close())
  for (let at = 0; at < 300; at++) await mock.sessions.open({ provider: 'airbnb', state: 'x'.repeat(500) })
  for (let at = 0; at < bounds.snapshotCalls.maxItems * 2; at++) {
    const call = request(`${mock.url}/_mock/snapshot`, { headers: { 'x-api-key': mock.apiKey } }).end()
    const [answer] = await once(call, 'response')
    t.equal(answer.statusCode, 200)
    call.destroy()
    await once(call, 'close')
  }
  const whole = await fetch(`${mock.url}/_mock/snapshot`, { headers: { 'x-api-key': mock.apiKey } })
  t.equal(((await whole.json()) as { sessions: unknown[] }).sessions.length, 300)
})
