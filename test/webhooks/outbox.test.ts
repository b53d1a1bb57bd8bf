import t, { type Test } from 'tap'
import { createIds, systemRandom } from '../../src/ids.js'
import { MemoryWebhooks } from '../../src/stores/memory-webhooks.js'
import type { Delivery, WebhookEvent } from '../../src/webhooks/delivery.js'
import { longestLane } from '../../src/webhooks/lane.js'
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
  const told: Delivery[] = []
  const failures: unknown[] = []
  const letters: { url: string; answer: (reply: Reply) => void; fail: (error: Error) => void }[] = []
  const outbox = new Outbox({
    store,
    post: ({ url }) => new Promise((answer, fail) => letters.push({ url, answer, fail })),
    alarm: () => () => {},
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
    era: {},
  }
  const subscribe = async (id: string) => {
    const input = { url: `http://127.0.0.1/${id}`, events: [] }
    await store.addWebhook(createWebhook('w', id, 'whsec_x', input, clock.now()), 1000)
  }
  const add = (webhookId: string, eventId = 'event') => {
    const event: WebhookEvent = { id: eventId, type: 'repull.ping', createdAt: clock.now(), data: {} }
    return outbox.add(workspace, webhookId, { event, attempt: 1, retries: 0, dueAt: clock.now() })
  }
  return { outbox, store, workspace, told, failures, letters, subscribe, add }
}

/** Lets everything happen that is not waiting for an endpoint. */
const settle = () => new Promise((resolve) => setImmediate(resolve))

t.test('attempts at one webhook are made one after the other, at several beside each other', async (t) => {
  const { letters, told, subscribe, add } = createOutbox(t)
  await subscribe('a')
  await subscribe('b')
  add('a', 'first')
  add('a', 'second')
  add('b', 'first')
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
    add(`w${at}`)
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
  const { subscribe, add, outbox, workspace } = createOutbox(t)
  await subscribe('a')
  for (let at = 0; at <= longestLane; at++) t.equal(add('a', `e${at}`), true)
  t.equal(add('a', 'one more'), false)
  t.equal(outbox.list(workspace, 'a').length, longestLane + 1, 'and one is on its way')
})

t.test('what was on its way in another era is not told, and what waited is given up', async (t) => {
  const { letters, told, subscribe, add, workspace, outbox, store } = createOutbox(t)
  await subscribe('a')
  add('a', 'before')
  add('a', 'waiting')
  await settle()
  workspace.era = {}
  t.strictSame(outbox.list(workspace, 'a'), [])
  add('a', 'after')
  await settle()
  letters[0]?.answer(thanks)
  letters[1]?.answer(thanks)
  await settle()
  t.strictSame(
    told.map(({ event }) => event.id),
    ['after'],
  )
  t.equal((await store.listDeliveries('w', 'a')).length, 1)
  workspace.era = {}
  outbox.wake()
})

t.test('a bug in sending is told, and holds nobody up', async (t) => {
  const { letters, failures, told, subscribe, add } = createOutbox(t)
  await subscribe('a')
  add('a', 'first')
  add('a', 'second')
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
  add('a')
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
  add('never there')
  await subscribe('a')
  add('a')
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
  outbox.close()
  add('a')
  await settle()
  t.equal(letters.length, 0)
})
