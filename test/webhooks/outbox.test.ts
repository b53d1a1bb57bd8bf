import t, { type Test } from 'tap'
import { ApiError } from '../../src/errors/api-error.js'
import { createIds, systemRandom } from '../../src/ids.js'
import { MemoryDocuments } from '../../src/stores/memory-documents.js'
import { MemoryWebhooks } from '../../src/stores/memory-webhooks.js'
import type { Delivery, WebhookEvent } from '../../src/webhooks/delivery.js'
import { type Lane, longestLane } from '../../src/webhooks/lane.js'
import { Lanes } from '../../src/webhooks/lanes.js'
import { Outbox } from '../../src/webhooks/outbox.js'
import type { Reply } from '../../src/webhooks/post.js'
import { createWebhook } from '../../src/webhooks/webhook.js'
import type { Workspace } from '../../src/workspaces/workspace.js'
import { WorkspaceClock } from '../../src/workspaces/workspace-clock.js'
import { HandClock } from '../helpers/mock.js'

const thanks: Reply = { statusCode: 200, headers: {}, body: '', error: null, elapsedMs: 1 }

/** An outbox whose endpoints answer when the test says so. */
function createOutbox(t: Test) {
  const store = new MemoryWebhooks()
  const documents = new MemoryDocuments<Lane>()
  const lanes = new Lanes(documents, store)
  const told: Delivery[] = []
  const failures: unknown[] = []
  const alarms: (() => void)[] = []
  const letters: { url: string; answer: (reply: Reply) => void; fail: (error: Error) => void }[] = []
  let tokens = 0
  const outbox = new Outbox({
    store,
    lanes,
    workspaceOf: async () => workspace,
    createToken: () => String(++tokens),
    post: ({ url }, signal) =>
      new Promise((answer, fail) => {
        letters.push({ url, answer, fail })
        signal.addEventListener('abort', () => answer({ ...thanks, statusCode: null }))
      }),
    alarm: (_delayMs, ring) => {
      alarms.push(ring)
      return () => {}
    },
    told: (_workspace, _webhook, delivery) => told.push(delivery),
    failed: (error) => failures.push(error),
  })
  t.teardown(() => outbox.close())
  const clock = new WorkspaceClock(new HandClock())
  const workspace: { -readonly [Name in keyof Workspace]: Workspace[Name] } = {
    id: 'w',
    clock,
    ids: createIds(systemRandom),
    chance: () => 0,
    era: { id: '1' },
  }
  const subscribe = async (id: string) => {
    const input = { url: `http://127.0.0.1/${id}`, events: [] }
    await store.addWebhook(createWebhook('w', id, 'whsec_x', input, clock.now()), 1000)
  }
  const add = (webhookId: string, eventId = 'event') => {
    const event: WebhookEvent = { id: eventId, type: 'repull.ping', createdAt: clock.now(), data: {} }
    return outbox.add(workspace, webhookId, { event, attempt: 1, retries: 0, dueAt: clock.now() })
  }
  return { outbox, lanes, documents, alarms, store, workspace, told, failures, letters, subscribe, add }
}

/** Lets everything happen that is not waiting for an endpoint. */
const settle = () => new Promise((resolve) => setImmediate(resolve))

t.test('attempts at one webhook are made one after the other, at several beside each other', async (t) => {
  const { letters, told, subscribe, add } = createOutbox(t)
  await subscribe('a')
  await subscribe('b')
  await add('a', 'first')
  await add('a', 'second')
  await add('b', 'first')
  await settle()
  t.strictSame(
    letters.map(({ url }) => url),
    ['http://127.0.0.1/a', 'http://127.0.0.1/b'],
  )
  letters[0]?.answer(thanks)
  await settle()
  t.equal(letters.length, 3)
  t.strictSame(
    told.map(({ event }) => event.id),
    ['first'],
  )
})

t.test('a hundred are on their way at once, the others wait for their turn', async (t) => {
  const { letters, subscribe, add, told } = createOutbox(t)
  for (let at = 0; at < 103; at++) {
    await subscribe(`w${at}`)
    await add(`w${at}`)
  }
  await settle()
  t.equal(letters.length, 100)
  for (const letter of letters.slice(0, 2)) letter.answer(thanks)
  await settle()
  t.equal(letters.length, 102)
  for (const letter of letters) letter.answer(thanks)
  await settle()
  for (const letter of letters) letter.answer(thanks)
  await settle()
  t.equal(told.length, 103)
})

t.test('a webhook whose endpoint hangs keeps so many attempts waiting, and takes no more', async (t) => {
  const { subscribe, add, lanes, workspace } = createOutbox(t)
  await subscribe('a')
  for (let at = 0; at <= longestLane; at++) t.equal(await add('a', `e${at}`), true)
  t.equal(await add('a', 'one more'), false)
  t.equal((await lanes.unended(workspace, 'a')).length, longestLane + 1, 'and one is on its way')
})

t.test('what was on its way in another era is not told, and what waited is given up', async (t) => {
  const { letters, told, subscribe, add, workspace, outbox, lanes, store } = createOutbox(t)
  await subscribe('a')
  await add('a', 'before')
  await add('a', 'waiting')
  await settle()
  workspace.era = { id: '2' }
  t.strictSame(await lanes.unended(workspace, 'a'), [])
  await add('a', 'after')
  await settle()
  letters[0]?.answer(thanks)
  letters[1]?.answer(thanks)
  await settle()
  t.strictSame(
    told.map(({ event }) => event.id),
    ['after'],
  )
  t.equal((await store.listDeliveries('w', 'a')).length, 1)
  workspace.era = { id: '3' }
  await outbox.wake()
})

t.test('a bug in sending is told, and holds nobody up', async (t) => {
  const { letters, failures, told, subscribe, add } = createOutbox(t)
  await subscribe('a')
  await add('a', 'first')
  await add('a', 'second')
  await settle()
  letters[0]?.fail(new Error('a bug'))
  await settle()
  letters[1]?.answer(thanks)
  await settle()
  t.match(failures, [{ message: 'a bug' }])
  t.equal(told.length, 1)
})

t.test('an attempt and a change of its webhook at once are both kept', async (t) => {
  const { letters, store, subscribe, add } = createOutbox(t)
  await subscribe('a')
  await add('a')
  await settle()
  const { replaceWebhook } = store
  let isFirst = true
  store.replaceWebhook = async (next) => {
    const other = await store.findWebhook('w', 'a')
    if (isFirst && other) {
      isFirst = false
      await replaceWebhook.call(store, { ...other, description: 'changed', version: other.version + 1 })
    }
    return replaceWebhook.call(store, next)
  }
  letters[0]?.answer(thanks)
  await settle()
  t.match(await store.findWebhook('w', 'a'), { description: 'changed', attempts: 1 })
})

t.test('a webhook that is gone is sent nothing, and what was on its way to it is not logged', async (t) => {
  const { letters, store, told, subscribe, add } = createOutbox(t)
  await add('never there')
  await subscribe('a')
  await add('a')
  await settle()
  t.equal(letters.length, 1)
  await store.removeWebhook('w', 'a')
  letters[0]?.answer(thanks)
  await settle()
  t.strictSame(told, [])
  t.strictSame(await store.listDeliveries('w', 'a'), [])
})

t.test('a closed outbox sends nothing', async (t) => {
  const { outbox, letters, subscribe, add } = createOutbox(t)
  await subscribe('a')
  await outbox.close()
  await add('a')
  await settle()
  t.equal(letters.length, 0)
})

t.test('what another server has left is looked for every second, until the server closes', async (t) => {
  const { outbox, lanes, workspace, alarms, letters, subscribe } = createOutbox(t)
  await subscribe('a')
  const event: WebhookEvent = { id: 'event', type: 'repull.ping', createdAt: 0, data: {} }
  await lanes.add(workspace, 'a', { event, attempt: 1, retries: 0, dueAt: 0 })
  outbox.watch()
  t.equal(letters.length, 0)
  alarms.shift()?.()
  await settle()
  t.equal(letters.length, 1)
  await outbox.close()
  alarms.shift()?.()
  t.equal(alarms.length, 0)
})

t.test('what is on its way when the server closes waits for another', async (t) => {
  const { outbox, lanes, workspace, letters, told, subscribe, add } = createOutbox(t)
  await subscribe('a')
  await add('a')
  await settle()
  t.equal(letters.length, 1)
  await outbox.close()
  t.match(await lanes.unended(workspace, 'a'), [{ attempt: 1, retries: 0 }])
  t.match((await lanes.read({ workspaceId: 'w', webhookId: 'a' }))?.value, { current: null })
  t.strictSame(told, [])
})

t.test('what another server was faster with is left to it', async (t) => {
  const { documents, letters, failures, subscribe, add } = createOutbox(t)
  await subscribe('a')
  const { write } = documents
  let isFirst = true
  documents.write = async (key, value, version) => {
    if (!value?.current || !isFirst) return write.call(documents, key, value, version)
    isFirst = false
    await write.call(documents, key, null, version)
    return false
  }
  await add('a')
  await settle()
  t.equal(letters.length, 0)
  t.strictSame(failures, [])
})

t.test('while the store is away, an attempt waits until it is given up on', async (t) => {
  const { documents, store, lanes, workspace, letters, failures, subscribe, add } = createOutbox(t)
  await subscribe('a')
  const away = () => Promise.reject(new ApiError('store_unavailable'))
  const { write } = documents
  documents.write = (key, value, version) =>
    value?.current ? away() : write.call(documents, key, value, version)
  await add('a')
  await settle()
  t.equal(letters.length, 0)
  t.match(failures, [{ code: 'store_unavailable' }], 'it is not tried again and again')
  documents.write = write
  const { findWebhook } = store
  store.findWebhook = away
  await add('a', 'second')
  await settle()
  store.findWebhook = findWebhook
  t.equal(failures.length, 2)
  t.match((await lanes.read({ workspaceId: 'w', webhookId: 'a' }))?.value, {
    current: { due: { attempt: 1 } },
  })
  t.equal((await lanes.unended(workspace, 'a')).length, 2)
})

t.test('a retry that is given up before it has its number is not sent', async (t) => {
  const { lanes, documents, workspace, letters, outbox, subscribe } = createOutbox(t)
  await subscribe('a')
  const { write } = documents
  documents.write = async (key, value, version) => {
    const isWritten = await write.call(documents, key, value, version)
    if (value?.current) await lanes.drop({ workspaceId: 'w', webhookId: 'a' })
    return isWritten
  }
  const event: WebhookEvent = { id: 'event', type: 'repull.ping', createdAt: 0, data: {} }
  await outbox.add(workspace, 'a', { event, attempt: 2, retries: 1, dueAt: 0 })
  await settle()
  t.equal(letters.length, 0)
  t.strictSame(await lanes.unended(workspace, 'a'), [])
})
