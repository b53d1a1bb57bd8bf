import t from 'tap'
import { webhookRecords } from '../../src/webhooks/records.js'
import { createDeliveries, leaseMs, refused, settle, taken, UnsteadyStore } from '../helpers/deliveries.js'

const minute = 60_000

t.test('deliveries to one webhook are made one after the other, to several in parallel', async (t) => {
  const { requests, paths, delivered, subscribe, add } = createDeliveries(t)
  await subscribe('a')
  await subscribe('b')
  await add('a', 'first')
  await add('a', 'second')
  await add('b', 'first')
  await settle()
  t.strictSame(paths(), ['w/a', 'w/b'])
  requests[0]?.answer()
  await settle()
  t.strictSame(paths(), ['w/a', 'w/b', 'w/a'])
  t.strictSame(
    delivered.map(({ event }) => event.id),
    ['first'],
  )
})

t.test('64 deliveries are made at once, eight of one workspace', async (t) => {
  const { requests, paths, subscribe, add, delivered } = createDeliveries(t)
  const all = Array.from({ length: 260 }, (_, at) => [`${at}`, `w${at % 26}`] as const)
  for (const [id, workspaceId] of all) await subscribe(id, {}, workspaceId)
  for (const [id, workspaceId] of all) if (workspaceId === 'w0') await add(id, 'e', {}, workspaceId)
  await settle()
  t.equal(requests.length, 8)
  for (const [id, workspaceId] of all) if (workspaceId !== 'w0') await add(id, 'e', {}, workspaceId)
  await settle()
  t.equal(requests.length, 48, 'the last turns are for workspaces that have none')
  for (let at = 1; at < 26; at++)
    t.ok(
      paths().some((path) => path.startsWith(`w${at}/`)),
      `w${at}`,
    )
  for (let at = 26; at < 50; at++) {
    await subscribe('one', {}, `w${at}`)
    await add('one', 'e', {}, `w${at}`)
  }
  await settle()
  t.equal(requests.length, 64)
  for (let at = 0; at < requests.length; at++) {
    requests[at]?.answer()
    await settle()
  }
  t.equal(delivered.length, all.length + 24)
})

t.test('150 endpoints that hang, of three keys, do not delay another key', async (t) => {
  const { requests, delivered, subscribe, add } = createDeliveries(t)
  for (let at = 0; at < 150; at++) {
    await subscribe(`${at}`, {}, `w${at % 3}`)
    await add(`${at}`, 'e', {}, `w${at % 3}`)
  }
  await subscribe('healthy', {}, 'other')
  await settle()
  for (let at = 0; at < 20; at++) {
    await add('healthy', `e${at}`, {}, 'other')
    await settle()
    requests.at(-1)?.answer()
    await settle()
    t.equal(delivered.length, at + 1)
  }
})

t.test('hundreds of endpoints that hang, each of another key, do not delay another key', async (t) => {
  const { requests, delivered, slow, subscribe, add } = createDeliveries(t)
  const keys = Array.from({ length: 300 }, (_, at) => `w${at}`)
  for (const key of keys) {
    await subscribe('hanging', {}, key)
    await add('hanging', 'e', {}, key)
  }
  await settle()
  t.equal(requests.length, 64, 'no more begin at once')
  await subscribe('healthy', {}, 'other')
  await add('healthy', 'e', {}, 'other')
  for (let left = 5; left > 0; left--) {
    for (const { ring } of [...slow]) ring()
    await settle()
  }
  t.equal(requests.length, 301)
  requests.at(-1)?.answer()
  await settle()
  t.equal(delivered.length, 1)
  for (const one of requests.slice(0, -1)) one.answer()
  await settle()
  t.equal(delivered.length, 301)
  for (const key of keys) await add('hanging', 'again', {}, key)
  await settle()
  t.equal(requests.length, 301 + 64, 'who is slow no longer has a turn like all')
})

t.test('the webhook that waits longest has the next turn', async (t) => {
  const { requests, paths, subscribe, add } = createDeliveries(t)
  for (let at = 0; at < 9; at++) await subscribe(`${at}`)
  for (let at = 0; at < 8; at++) for (let times = 0; times < 3; times++) await add(`${at}`, `e${times}`)
  await settle()
  await add('8', 'e')
  await settle()
  t.notOk(paths().includes('w/8'), 'the workspace has its share')
  requests[7]?.answer()
  await settle()
  t.equal(paths().at(-1), 'w/8', 'and the webhook that had a turn is not the next one')
})

t.test('a retry follows when it is due, in the time of its workspace', async (t) => {
  const { requests, alarms, clock, delivered, subscribe, add } = createDeliveries(t)
  await subscribe('a')
  await add('a', 'e')
  await settle()
  requests[0]?.answer(refused)
  await settle()
  t.match(alarms, [{ delayMs: minute }])
  clock.advance(minute - 1)
  alarms[0]?.ring()
  await settle()
  t.match(alarms, [{ delayMs: 1 }], 'an alarm that rings too early is set again')
  clock.advance(1)
  alarms[0]?.ring()
  await settle()
  requests[1]?.answer()
  await settle()
  t.strictSame(
    delivered.map(({ attempt, success }) => [attempt, success]),
    [
      [1, false],
      [2, true],
    ],
  )
  t.strictSame(alarms, [])
})

t.test('no alarm is set while the time of a workspace is frozen', async (t) => {
  const { requests, alarms, clock, transactions, subscribe, add } = createDeliveries(t)
  await subscribe('a')
  const frozenAtMs = clock.now()
  const set = (setting: { offsetMs: number; frozenAtMs: number | null }) =>
    transactions.runIn('w', (tx) => {
      tx.setState({ ...tx.state, clock: setting })
      tx.announce()
    })
  await set({ offsetMs: 0, frozenAtMs })
  await add('a', 'now')
  await add('a', 'later', { dueAt: frozenAtMs + minute })
  await settle()
  requests[0]?.answer()
  await settle()
  t.strictSame([requests.length, alarms.length], [1, 0])
  await set({ offsetMs: 0, frozenAtMs: frozenAtMs + minute })
  await settle()
  t.equal(requests.length, 2)
  requests[1]?.answer()
  await add('a', 'in thirty days', { dueAt: frozenAtMs + 30 * 24 * 60 * minute })
  await set({ offsetMs: 0, frozenAtMs: null })
  await settle()
  t.match(alarms, [{ delayMs: 24 * 60 * minute }], 'no alarm is set for longer than a day')
})

t.test('a workspace has one alarm, and none when no delivery waits', async (t) => {
  const { alarms, clock, transactions, subscribe, add } = createDeliveries(t)
  for (const id of ['a', 'b', 'c']) {
    await subscribe(id)
    await add(id, 'e', { dueAt: clock.now() + minute })
  }
  await settle()
  t.equal(alarms.length, 1)
  await transactions.runIn('w', (tx) => {
    tx.replaceAll()
    tx.announce()
  })
  await settle()
  t.equal(alarms.length, 0)
})

t.test('a reset ends the requests of a workspace', async (t) => {
  const { requests, delivered, transactions, subscribe, add, log } = createDeliveries(t)
  await subscribe('a')
  await add('a', 'before')
  await add('a', 'waiting')
  await settle()
  await transactions.runIn('w', (tx) => tx.replaceAll())
  await subscribe('a')
  await add('a', 'after')
  await settle()
  t.strictSame(
    requests.map(({ signal }) => signal.aborted),
    [true, false],
  )
  requests[1]?.answer()
  await settle()
  for (const events of [delivered, await log('a')])
    t.strictSame(
      events.map(({ event }) => event.id),
      ['after'],
    )
})

t.test('a request goes on while its workspace changes', async (t) => {
  const { requests, delivered, subscribe, add } = createDeliveries(t)
  for (const id of ['a', 'b']) await subscribe(id)
  await add('a', 'e')
  await settle()
  for (let at = 0; at < 10; at++) {
    await add('b', `e${at}`)
    await add('a', `e${at}`)
    await settle()
  }
  t.notOk(requests.some(({ signal }) => signal.aborted))
  requests[0]?.answer()
  await settle()
  t.match(delivered, [{ webhookId: 'a', event: { id: 'e' } }])
})

t.test('a deleted webhook gets no delivery and leaves no queue', async (t) => {
  const { requests, delivered, transactions, subscribe, add, queue, log } = createDeliveries(t)
  await add('never there', 'e')
  await settle()
  t.strictSame(await queue('never there'), [])
  await subscribe('a')
  await add('a', 'e')
  await settle()
  t.equal(requests.length, 1)
  await transactions.runIn('w', (tx) => tx.delete(webhookRecords, 'a'))
  requests[0]?.answer()
  await settle()
  t.strictSame(delivered, [])
  t.strictSame(await log('a'), [])
})

t.test('many wakes at once lead to two looks', async (t) => {
  const records = new UnsteadyStore()
  const { worker, subscribe } = createDeliveries(t, { records })
  await subscribe('a')
  await settle()
  records.calls.length = 0
  for (let at = 0; at < 1000; at++) worker.wake('w')
  await settle()
  t.equal(records.calls.filter(({ method }) => method === 'collections').length, 2)
})

t.test('a delivery that is added during a look is seen by the next one', async (t) => {
  const records = new UnsteadyStore()
  const { worker, requests, subscribe, add } = createDeliveries(t, { records })
  await subscribe('a')
  let goOn = () => {}
  const held = new Promise<void>((resolve) => {
    goOn = resolve
  })
  records.before = ({ method }) => (method === 'collections' ? held : undefined)
  worker.wake('w')
  await settle()
  await add('a', 'e')
  goOn()
  await settle()
  t.equal(requests.length, 1)
})

t.test('a bug in a delivery is reported and does not delay the others', async (t) => {
  const { requests, failures, alarms, delivered, subscribe, add, queue } = createDeliveries(t)
  await subscribe('a')
  await add('a', 'first')
  await add('a', 'second')
  await settle()
  requests[0]?.fail(new Error('a bug'))
  await settle()
  t.match(failures, [{ message: 'a bug' }])
  t.match(await queue('a'), [{ event: { id: 'second' } }])
  alarms[0]?.ring()
  await settle()
  requests[1]?.answer()
  await settle()
  t.equal(delivered.length, 1)
})

for (const [title, isIt] of [
  ['a look', ({ method }) => method === 'collections'],
  ['reading a queue', ({ method }) => method === 'list'],
  ['taking an attempt', ({ method }) => method === 'commit'],
] as readonly [string, UnsteadyStore['isAway']][])
  t.test(`while the store is away for ${title}, it is tried again each half second, no sooner`, async (t) => {
    const records = new UnsteadyStore()
    const { requests, failures, alarms, delivered, subscribe, add } = createDeliveries(t, { records })
    await subscribe('a')
    let isAway = false
    records.isAway = (call) => isAway && isIt(call)
    // A look is what comes first once the attempt is there.
    records.before = ({ method }) => {
      if (method === 'collections') isAway = true
    }
    await add('a', 'e')
    await settle()
    for (let at = 1; at <= 5; at++) {
      t.equal(requests.length, 0)
      t.equal(failures.length, at)
      t.match(alarms, [{ delayMs: 500 }])
      alarms[0]?.ring()
      await settle()
    }
    records.before = () => {}
    isAway = false
    alarms[0]?.ring()
    await settle()
    requests[0]?.answer()
    await settle()
    t.equal(delivered.length, 1)
    t.strictSame(alarms, [])
  })

t.test('a result is stored once the store is back, and the delivery is made once', async (t) => {
  const records = new UnsteadyStore()
  const { clock, requests, failures, alarms, delivered, subscribe, add } = createDeliveries(t, { records })
  await subscribe('a')
  await add('a', 'e')
  await settle()
  records.isAway = () => true
  requests[0]?.answer()
  for (let at = 1; at <= 3; at++) {
    await settle()
    t.equal(failures.length, at)
    t.match(alarms, [{ delayMs: 500 }])
    clock.advance(500)
    if (at === 3) records.isAway = () => false
    alarms[0]?.ring()
  }
  await settle()
  t.equal(requests.length, 1)
  t.match(delivered, [{ success: true, attempt: 1 }])
  t.strictSame(alarms, [])
})

t.test('when the store stays away until the lease ends, the delivery is made again', async (t) => {
  const records = new UnsteadyStore()
  const { clock, requests, alarms, delivered, subscribe, add } = createDeliveries(t, { records })
  await subscribe('a')
  await add('a', 'e')
  await settle()
  records.isAway = () => true
  requests[0]?.answer()
  await settle()
  clock.advance(leaseMs)
  alarms[0]?.ring()
  await settle()
  records.isAway = () => false
  alarms[0]?.ring()
  await settle()
  t.equal(requests.length, 2)
  requests[1]?.answer()
  await settle()
  t.equal(delivered.length, 1)
  t.equal(
    requests[0]?.headers['X-Repull-Delivery-Id'],
    requests[1]?.headers['X-Repull-Delivery-Id'],
    'as the same delivery',
  )
})

t.test('a bug in the listener of deliveries loses none', async (t) => {
  const deliveries = createDeliveries(t)
  const { requests, failures, alarms, delivered, log, subscribe, add } = deliveries
  await subscribe('a')
  await add('a', 'e')
  await add('a', 'second')
  await settle()
  delivered.push = () => {
    throw new Error('a bug')
  }
  requests[0]?.answer()
  await settle()
  t.match(failures, [{ message: 'a bug' }])
  t.equal((await log('a')).length, 1)
  alarms[0]?.ring()
  await settle()
  t.equal(requests.length, 2)
})

t.test('of two servers with one store one makes each delivery', async (t) => {
  const one = createDeliveries(t)
  const other = createDeliveries(t, one)
  for (const id of ['a', 'b', 'c']) await one.subscribe(id)
  for (const id of ['a', 'b', 'c']) for (let at = 0; at < 5; at++) await one.add(id, `e${at}`)
  const pending = () => [...one.requests, ...other.requests].filter(({ signal }) => !signal.aborted)
  await settle()
  for (let made = 0; made < 15; ) {
    const open = pending().slice(made)
    t.ok(open.length > 0 && open.length <= 3, 'one at each webhook')
    for (const { answer } of open) answer()
    made += open.length
    await settle()
  }
  t.equal(pending().length, 15)
  t.equal((await one.log('a')).length, 5)
  t.equal(one.delivered.length + other.delivered.length, 15)
})

t.test('a server takes over a delivery that another did not conclude', async (t) => {
  const gone = createDeliveries(t)
  await gone.subscribe('a')
  await gone.worker.close()
  await gone.add('a', 'e')
  await gone.queues.claim({ workspaceId: 'w', webhookId: 'a' })
  const { worker, requests, alarms, delivered } = createDeliveries(t, gone)
  worker.wake('w')
  await settle()
  t.equal(requests.length, 0)
  t.match(alarms, [{ delayMs: leaseMs }])
  gone.clock.advance(leaseMs)
  alarms[0]?.ring()
  await settle()
  requests[0]?.answer()
  await settle()
  t.match(delivered, [{ attempt: 1, success: true }])
})

t.test('a server whose lease another took over ends its request', async (t) => {
  const slow = createDeliveries(t)
  await slow.subscribe('a')
  await slow.add('a', 'e')
  await settle()
  slow.clock.advance(leaseMs)
  const other = createDeliveries(t, slow)
  other.worker.wake('w')
  await settle()
  t.equal(other.requests.length, 1)
  slow.worker.wake('w')
  await settle()
  t.equal(slow.requests[0]?.signal.aborted, true)
  other.requests[0]?.answer()
  await settle()
  t.equal(slow.delivered.length, 0)
  t.equal(other.delivered.length, 1)
})

t.test('a server looks every second for deliveries of others, until it closes', async (t) => {
  const records = new UnsteadyStore()
  const { worker, alarms, requests, failures, subscribe, addSilently } = createDeliveries(t, { records })
  const callsOf = (method: string) => records.calls.filter((call) => call.method === method).length
  const tick = async () => {
    alarms.find(({ delayMs }) => delayMs === 1000)?.ring()
    await settle()
  }
  await subscribe('a')
  worker.start()
  await addSilently('a', 'e')
  await settle()
  t.equal(requests.length, 0)
  await tick()
  t.equal(requests.length, 1, 'at all workspaces at first')
  records.calls.length = 0
  for (let at = 1; at < 30; at++) await tick()
  t.strictSame(
    [callsOf('workspaces'), callsOf('collections')],
    [0, 29],
    'then at those in which something waits',
  )
  records.isAway = () => true
  await tick()
  await tick()
  t.equal(failures.length, 2, 'a store that is away ends nothing')
  t.equal(callsOf('workspaces'), 1, 'and after half a minute at all again')
  records.isAway = () => false
  requests[0]?.answer()
  await addSilently('a', 'second')
  await tick()
  t.equal(requests.length, 2)
  await worker.close()
  t.strictSame(alarms, [])
})

t.test('a slow store is not asked again before it has answered', async (t) => {
  const records = new UnsteadyStore()
  const { worker, alarms } = createDeliveries(t, { records })
  let goOn = () => {}
  records.before = () =>
    new Promise<void>((resolve) => {
      goOn = resolve
    })
  worker.start()
  alarms[0]?.ring()
  await settle()
  t.strictSame(alarms, [])
  const closed = worker.close()
  goOn()
  await closed
  await settle()
  t.strictSame(alarms, [], 'nor once it is closed')
})

t.test('a closed server makes no delivery', async (t) => {
  const { worker, requests, alarms, subscribe, add, clock } = createDeliveries(t)
  await subscribe('a')
  await add('a', 'later', { dueAt: clock.now() + minute })
  await settle()
  t.equal(alarms.length, 1)
  await worker.close()
  t.equal(alarms.length, 0)
  await add('a', 'e')
  worker.wake('w')
  await settle()
  t.strictSame([requests.length, alarms.length], [0, 0])
})

t.test('a look that ends after the server has closed begins no delivery', async (t) => {
  const records = new UnsteadyStore()
  const { worker, requests, alarms, subscribe, add } = createDeliveries(t, { records })
  await subscribe('a')
  let goOn = () => {}
  records.before = ({ method }) =>
    method === 'collections'
      ? new Promise<void>((resolve) => {
          goOn = resolve
        })
      : undefined
  await add('a', 'e')
  await settle()
  await worker.close()
  goOn()
  await settle()
  t.strictSame([requests.length, alarms.length], [0, 0])
})

t.test('a delivery on its way when the server closes is released', async (t) => {
  const { worker, requests, delivered, alarms, subscribe, add, queue } = createDeliveries(t)
  await subscribe('a')
  await add('a', 'e')
  await add('a', 'second')
  await settle()
  t.equal(requests.length, 1)
  await worker.close()
  t.match(await queue('a'), [
    { event: { id: 'e' }, attempt: 1, retries: 0, lease: null },
    { event: { id: 'second' } },
  ])
  t.strictSame([delivered, alarms], [[], []])
})

t.test('a delivery that is claimed while the server closes is released', async (t) => {
  const records = new UnsteadyStore()
  const { worker, subscribe, add, queue } = createDeliveries(t, { records })
  await subscribe('a')
  await add('a', 'e')
  let closed: Promise<void> | undefined
  records.before = ({ method }) => {
    if (method === 'commit') closed ??= worker.close()
  }
  await settle()
  await closed
  t.match(await queue('a'), [{ lease: null }])
})

t.test('an answer that came before the server closed is stored', async (t) => {
  const { worker, requests, delivered, subscribe, add } = createDeliveries(t)
  await subscribe('a')
  await add('a', 'e')
  await settle()
  requests[0]?.answer(taken)
  await worker.close()
  t.match(delivered, [{ success: true }])
})

t.test('a server closes while its store is away', async (t) => {
  const records = new UnsteadyStore()
  const { worker, requests, alarms, failures, subscribe, add } = createDeliveries(t, { records })
  for (const id of ['a', 'b']) {
    await subscribe(id)
    await add(id, 'e')
  }
  await settle()
  records.isAway = () => true
  requests[0]?.answer()
  await settle()
  t.ok(
    alarms.some(({ delayMs }) => delayMs === 500),
    'it waits to write the answer down',
  )
  await worker.close()
  t.strictSame(alarms, [])
  t.equal(failures.length, 3)
})

t.test('a request that is no delivery takes a turn of its workspace, and of no other', async (t) => {
  const { worker, requests, paths } = createDeliveries(t)
  const requestOf = (path: string) => ({ url: `http://127.0.0.1/${path}`, headers: {}, body: '' })
  const all = Array.from({ length: 9 }, (_, at) => worker.send('w', requestOf(`w/${at}`)))
  const other = worker.send('other', requestOf('other/0'))
  t.strictSame(paths(), ['w/0', 'w/1', 'w/2', 'w/3', 'w/4', 'w/5', 'w/6', 'w/7', 'other/0'])
  requests[0]?.answer(taken)
  await settle()
  t.equal(paths().at(-1), 'w/8')
  for (const { answer } of requests) answer(taken)
  for (const one of [...all, other]) t.equal((await one).statusCode, 200)
})

t.test('a server that closes stops requests that wait for their turn, and sends no more', async (t) => {
  const { worker } = createDeliveries(t)
  const all = Array.from({ length: 10 }, () =>
    worker.send('w', { url: 'http://127.0.0.1/', headers: {}, body: '' }),
  )
  await worker.close()
  all.push(worker.send('w', { url: 'http://127.0.0.1/', headers: {}, body: '' }))
  for (const one of all) t.equal((await one).statusCode, null)
})

t.test('a bug in a request that is no delivery is told to its caller', async (t) => {
  const { worker, requests } = createDeliveries(t)
  const sent = worker.send('w', { url: 'http://127.0.0.1/', headers: {}, body: '' })
  requests[0]?.fail(new Error('a bug'))
  await t.rejects(sent, { message: 'a bug' })
})

t.test('a request is sent at once, outside of all queues', async (t) => {
  const { worker, requests } = createDeliveries(t)
  const sent = worker.send('w', { url: 'http://127.0.0.1/', headers: {}, body: '' })
  requests[0]?.answer(taken)
  t.equal((await sent).statusCode, 200)
})

t.test(
  'of many workspaces with deliveries that wait a tick looks at 100, and the next at others',
  async (t) => {
    const { clock, worker, alarms, requests, delivered, subscribe, add } = createDeliveries(t)
    for (let at = 0; at < 130; at++) {
      await subscribe('a', {}, `w${at}`)
      await add('a', 'e', { dueAt: clock.now() + minute }, `w${at}`)
    }
    let answered = 0
    const tick = async () => {
      alarms.find(({ delayMs }) => delayMs === 1000)?.ring()
      await settle()
      while (answered < requests.length) {
        requests[answered++]?.answer()
        await settle()
      }
      return delivered.length
    }
    worker.start()
    await tick()
    clock.advance(minute)
    t.strictSame([await tick(), await tick()], [100, 130])
  },
)
