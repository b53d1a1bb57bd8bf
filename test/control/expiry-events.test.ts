import t from 'tap'
import { bounds } from '../../src/lib/bounds.js'
import { MemoryRecordStore } from '../../src/storage/memory-records.js'
import { watch } from '../helpers/events.js'
import { createMock, type Mock } from '../helpers/mock.js'
import { observed } from '../helpers/observed.js'

const key = { 'x-api-key': 'sk_test_tests' }
const half = 30 * 60_000

/** The changes of sessions from now on. */
async function changes(t: Parameters<typeof watch>[0], mock: Mock) {
  const { take } = await watch(t, mock, key, '?types=session')
  return async (count: number) =>
    (await take(count)).map(({ data }) => [data.change, data.session.id, data.session.status])
}

const advance = (mock: Mock, by: string) => mock.call('POST', '/_mock/clock/advance', { body: { by } })

/** The alarm that is set for so long, once it is; the test fails where none is within a second. */
async function alarmIn(t: Parameters<typeof watch>[0], { alarms }: Mock, delayMs: number) {
  const find = () => alarms.find((one) => one.delayMs === delayMs)
  for (let count = 0; count < 100 && find() === undefined; count++)
    await new Promise((resolve) => setTimeout(resolve, 10))
  t.ok(find(), `an alarm in ${delayMs} ms`)
  return find()
}

t.test('sessions expire when their time comes, and tell of it in the order in which they do', async (t) => {
  const mock = await createMock(t)
  const take = await changes(t, mock)
  const long = await mock.open('airbnb')
  const short = await mock.open('airbnb', {}, { headers: { prefer: 'ttl=5m' } })
  await take(2)
  mock.clock.advance(5 * 60_000)
  ;(await alarmIn(t, mock, 5 * 60_000))?.ring()
  t.strictSame((await take(3))[2], ['expired', short, 'expired'])
  await alarmIn(t, mock, half - 5 * 60_000)
  const last = await mock.open('airbnb', {}, { headers: { prefer: 'ttl=5m' } })
  await advance(mock, '31m')
  t.strictSame((await take(6)).slice(4), [
    ['expired', last, 'expired'],
    ['expired', long, 'expired'],
  ])
})

t.test('one that has ended does not expire, nor one that was expired twice', async (t) => {
  const mock = await createMock(t)
  const take = await changes(t, mock)
  const ended = await mock.open('airbnb')
  const expired = await mock.open('airbnb')
  const open = await mock.open('airbnb')
  await mock.call('POST', `/_mock/sessions/${ended}/approve`)
  await mock.call('POST', `/_mock/sessions/${expired}/expire`)
  await advance(mock, '31m')
  t.strictSame((await take(6)).slice(3), [
    ['completed', ended, 'completed'],
    ['expired', expired, 'expired'],
    ['expired', open, 'expired'],
  ])
})

t.test('a clock that is moved back opens them again, and a frozen one keeps them open', async (t) => {
  const mock = await createMock(t)
  const take = await changes(t, mock)
  const id = await mock.open('airbnb')
  await advance(mock, '31m')
  await take(2)
  await mock.call('DELETE', '/_mock/clock')
  await take(3)
  await alarmIn(t, mock, half)
  await mock.call('PUT', '/_mock/clock', { body: { frozen: true } })
  while (mock.alarms.some(({ delayMs }) => delayMs === half)) await new Promise(setImmediate)
  await advance(mock, '31m')
  t.strictSame(await take(4), [
    ['created', id, 'pending'],
    ['expired', id, 'expired'],
    ['updated', id, 'pending'],
    ['expired', id, 'expired'],
  ])
})

t.test('those of a snapshot expire too, and those from before it no more', async (t) => {
  const mock = await createMock(t)
  const id = await mock.open('airbnb')
  await mock.call('POST', `/_mock/sessions/${await mock.open('airbnb')}/expire`)
  await mock.call('POST', `/_mock/sessions/${await mock.open('airbnb')}/deny`)
  const { body } = await mock.call('GET', '/_mock/snapshot')
  await mock.open('airbnb')
  await mock.call('PUT', '/_mock/snapshot', { body })
  const take = await changes(t, mock)
  await advance(mock, '31m')
  const next = await mock.open('airbnb')
  t.strictSame(await take(2), [
    ['expired', id, 'expired'],
    ['created', next, 'pending'],
  ])
  await mock.call('POST', '/_mock/reset')
  await advance(mock, '31m')
  const after = await mock.open('airbnb')
  t.strictSame((await take(3))[2], ['created', after, 'pending'])
})

t.test('the newest of very many are told of', async (t) => {
  const mock = await createMock(t)
  const { maxItems } = bounds.watchedSessions
  const ids: string[] = []
  for (let count = 0; count <= maxItems; count++) ids.push(await mock.open('airbnb'))
  const take = await changes(t, mock)
  await advance(mock, '31m')
  const expired = await take(maxItems)
  t.strictSame(
    expired.map(([, id]) => id),
    ids.slice(1),
  )
})

t.test('a store that is away for a moment does not keep them from it', async (t) => {
  let isAway = false
  const records = observed(new MemoryRecordStore(), {
    before: async (name) => {
      if (isAway && name === 'read') throw new Error('away')
    },
  })
  const mock = await createMock(t, { parts: { records } })
  const take = await changes(t, mock)
  const id = await mock.open('airbnb')
  mock.clock.advance(half)
  const alarm = await alarmIn(t, mock, half)
  isAway = true
  alarm?.ring()
  const next = await alarmIn(t, mock, 500)
  isAway = false
  next?.ring()
  t.strictSame((await take(2))[1], ['expired', id, 'expired'])
})
