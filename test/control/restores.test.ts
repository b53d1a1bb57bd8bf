import t, { type Test } from 'tap'
import { journalOptions } from '../../src/control/journal.js'
import { ApiError } from '../../src/errors/api-error.js'
import { createMemoryStores } from '../../src/storage/stores.js'
import type { AnyBody } from '../helpers/answers.js'
import { createMock, type MockOptions } from '../helpers/mock.js'
import { type Around, observed } from '../helpers/observed.js'
import { createReceiver, sent, subscribe } from '../helpers/receiver.js'

/** A server whose store is watched. */
async function createWatched(t: Test, options: MockOptions = {}) {
  const around: Around = {}
  const stores = createMemoryStores(Number(options.settings?.MAX_SESSIONS ?? 1000), journalOptions)
  const records = observed(stores.records, around)
  const mock = await createMock(t, { ...options, stores: { ...stores, records } })
  const take = async (key = 'sk_test_tests'): Promise<AnyBody> =>
    (await mock.call('GET', '/_mock/snapshot', { key })).body
  const put = (body: unknown, key = 'sk_test_tests') => mock.call('PUT', '/_mock/snapshot', { key, body })
  return { ...mock, mock, around, records, directory: stores.sessionIds, take, put }
}

/** The ids of the sessions of a snapshot. */
function idsOf({ sessions }: AnyBody): readonly string[] {
  return sessions.map(({ id }: { id: string }) => id)
}

t.test('a restore, a fork and a reset are one commit each, all or nothing', async (t) => {
  const { call, open, around, take, put } = await createWatched(t)
  for (let count = 0; count < 3; count++) await open('airbnb')
  await call('POST', '/v1/connect/smoobu', { body: { apiKey: 'x' } })
  const snapshot = await take()
  const fork = { body: { to: 'sk_test_copy' } }
  await open('vrbo', {}, { key: 'sk_test_copy' })
  for (const [name, ask] of [
    ['restore', () => put(snapshot)],
    ['fork', () => call('POST', '/_mock/fork', fork)],
    ['reset', () => call('POST', '/_mock/reset')],
  ] as const) {
    const before = [await take(), await take('sk_test_copy')]
    let commits = 0
    around.before = (name) => {
      if (name === 'commit') throw new ApiError('store_unavailable')
    }
    t.equal((await ask()).code, 'store_unavailable', name)
    around.before = (name) => {
      if (name === 'commit') commits++
    }
    const after = [await take(), await take('sk_test_copy')]
    for (const at of [0, 1]) {
      t.strictSame(idsOf(after[at]), idsOf(before[at]))
      t.strictSame(after[at].connections, before[at].connections)
    }
    t.ok((await ask()).status < 300)
    t.equal(commits, 1, name)
    delete around.before
  }
  t.strictSame(idsOf(await take()), [])
})

t.test('a snapshot holds every collection but the answers to repeated calls', async (t) => {
  const { call, mock, open, records, take, put } = await createWatched(t, { settings: { SEED: 'x' } })
  await open('airbnb')
  await call('POST', '/v1/sandbox/seed', { headers: { 'idempotency-key': 'once' } })
  await call('POST', '/_mock/faults', { body: { match: { path: '/v1/never' }, respond: { status: 503 } } })
  await subscribe(mock, (await createReceiver(t)).url)
  /** What every workspace begins with, and answers that were sent. */
  const begun = new Set(['state', 'faults', 'random-counts', 'answers'])
  const collections = async () => {
    const workspaces = await records.workspaces()
    const lists = await Promise.all(workspaces.map((id) => records.collections(id)))
    return lists.flat().filter((name) => !begun.has(name))
  }
  const before = await collections()
  t.ok(before.length >= 4)
  const snapshot = await take()
  await call('POST', '/_mock/reset')
  t.strictSame(await collections(), [])
  t.equal((await put(snapshot)).status, 200)
  t.strictSame((await collections()).sort(), [...before].sort())
})

t.test('of restores at once one is there as a whole, and its sessions are found', async (t) => {
  const { call, open, directory, take, put } = await createWatched(t)
  const snapshots: AnyBody[] = []
  for (let at = 0; at < 4; at++) {
    await call('POST', '/_mock/reset')
    for (let count = 0; count <= at; count++) await open('airbnb')
    await call('POST', '/v1/connect/smoobu', { body: { apiKey: `${at}` } })
    snapshots.push(await take())
  }
  for (let round = 0; round < 10; round++) {
    await Promise.all(snapshots.map((snapshot) => put(snapshot)))
    const found = await take()
    const whole = snapshots.find(({ sessions }) => sessions.length === found.sessions.length)
    t.strictSame(idsOf(found), idsOf(whole))
    t.strictSame(found.connections, whole.connections)
    for (const id of idsOf(found)) t.equal((await call('GET', `/v1/connect/sessions/${id}`)).status, 200)
    t.equal(await directory.size(), found.sessions.length, 'no id of the others is kept')
  }
})

t.test('a snapshot that is broken somewhere is refused by name, and nothing is changed', async (t) => {
  const { mock, call, open, take, put } = await createWatched(t)
  const receiver = await createReceiver(t)
  await open(null)
  const webhook = await subscribe(mock, receiver.url)
  await call('POST', '/v1/connect/smoobu', { body: { apiKey: 'x' } })
  await sent(mock, 1)
  const snapshot = await take()
  const deep = `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`
  const [session] = snapshot.sessions
  const [delivery] = snapshot.webhooks.deliveries
  const event = { ...delivery.event, data: { deep: 'DEEP' } }
  const due = { webhookId: webhook.id, event, attempt: 2, retries: 1, dueAt: delivery.event.createdAt }
  for (const [body, field] of [
    [{ sessions: [{ ...session, allowedProviders: [] }] }, 'sessions[0].allowedProviders'],
    [{ webhooks: { ...snapshot.webhooks, deliveries: [{ ...delivery, event }] } }, undefined],
    [{ webhooks: { ...snapshot.webhooks, due: [due] } }, undefined],
  ] as const) {
    const answer = await put(JSON.stringify({ ...snapshot, ...body }).replaceAll('"DEEP"', deep))
    t.match(answer, { status: 400, code: 'invalid_body' })
    t.equal(answer.body.error.field, field)
    if (field === undefined) t.match(answer.body.error.message, /nested deeper than 64/)
    const { clock: _, ...after } = await take()
    const { clock: __, ...before } = snapshot
    t.strictSame(after, before)
  }
})

t.test('a snapshot that was taken while an attempt is under way can be put back', async (t) => {
  const { mock, call, take, put } = await createWatched(t)
  let letGo = () => {}
  const isHeld = new Promise<void>((resolve) => {
    letGo = resolve
  })
  const receiver = await createReceiver(t, async (reply) => {
    await isHeld
    reply.end('thanks')
  })
  await subscribe(mock, receiver.url)
  await call('POST', '/v1/connect/smoobu', { body: { apiKey: 'x' } })
  while (receiver.received.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
  const snapshot = await take()
  t.match(snapshot.webhooks.due, [{ attempt: 1, retries: 0, event: { type: 'account.created' } }])
  t.match(await put(snapshot), { status: 200, body: { webhooks: { due: [{ attempt: 1 }] } } })
  while (receiver.received.length < 2) await new Promise((resolve) => setTimeout(resolve, 5))
  letGo()
  await sent(mock, 1)
  t.equal(receiver.received[1]?.body.id, receiver.received[0]?.body.id, 'it is made again')
  const after = await take()
  t.equal(after.webhooks.deliveries.length, 1, 'the one that was under way belongs to what was replaced')
})

t.test('in a full server a snapshot takes the room of what it replaces, and of what has ended', async (t) => {
  const { call, open, take, put, directory } = await createWatched(t, { settings: { MAX_SESSIONS: '4' } })
  for (let count = 0; count < 2; count++) await open('airbnb')
  const two = await take()
  await call('POST', '/_mock/reset')
  const other = { key: 'sk_test_other' }
  const ended = await open('airbnb', {}, other)
  for (let count = 0; count < 2; count++) await open('airbnb', {}, other)
  await open('airbnb')
  t.equal((await put(two)).code, 'capacity_exceeded')
  t.equal((await take()).sessions.length, 1)
  await call('POST', `/_mock/sessions/${ended}/deny`, other)
  t.equal((await put(two)).status, 200)
  t.equal((await take('sk_test_other')).sessions.length, 2, 'the ended one has made room')
  t.equal(await directory.size(), 4)
  t.equal((await put(two)).status, 200, 'and again')
})

t.test('a snapshot whose room somebody else took is refused', async (t) => {
  const { open, directory, take, put } = await createWatched(t)
  await open('airbnb')
  const snapshot = await take()
  directory.claim = () => 'full'
  t.equal((await put(snapshot)).code, 'capacity_exceeded')
  t.strictSame(idsOf(await take()), idsOf(snapshot))
})
