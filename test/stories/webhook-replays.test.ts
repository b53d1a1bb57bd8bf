import t, { type Test } from 'tap'
import { createMock } from '../helpers/mock.js'
import { type Answering, answering, createReceiver, sent, subscribe } from '../helpers/receiver.js'

/** A webhook with one delivery, and what replays it. */
async function setUp(t: Test, answer: Answering) {
  const mock = await createMock(t)
  const receiver = await createReceiver(t, answer)
  const { id } = await subscribe(mock, receiver.url)
  const { deliveryId } = (await mock.call('POST', `/v1/webhooks/${id}/ping`)).body
  await sent(mock, 1)
  const path = `/v1/webhooks/${id}/deliveries`
  const replay = (body?: object, of = deliveryId) =>
    mock.call('POST', `${path}/${of}/replay`, body === undefined ? {} : { body })
  const advance = (by: string) => mock.call('POST', '/_mock/clock/advance', { body: { by } })
  return { mock, receiver, path, deliveryId, replay, advance }
}

t.test('a delivery is replayed three times in an hour of workspace time, then refused', async (t) => {
  const { mock, replay, advance } = await setUp(t, answering(500))
  await mock.call('PUT', '/_mock/clock', { body: { now: '2026-11-21T09:00:00.000Z', frozen: true } })
  const first = await replay()
  t.match(first.body, {
    queued: true,
    attempt: 2,
    replayNumber: 1,
    replaysRemaining: 2,
    replayLimit: 3,
    nextWindowResetAt: '2026-11-21T10:00:00.000Z',
    forced: false,
  })
  await sent(mock, 2)
  await advance('10m')
  const second = await replay({}, first.body.deliveryId)
  t.match(second.body, { replayNumber: 2, replaysRemaining: 1 }, 'a replay of a replay counts for the first')
  t.match((await replay({ force: true })).body, { replayNumber: 3, replaysRemaining: 0, forced: true })
  const refused = await replay()
  t.match(refused, { status: 409, code: 'replay_limit_reached' })
  t.equal(refused.headers['retry-after'], '3000')
  t.match(refused.body.error, {
    retry_after: 3000,
    replays_made: 3,
    replay_limit: 3,
    replay_window_minutes: 60,
    next_replay_allowed_at: '2026-11-21T10:00:00.000Z',
  })
  await advance('2999999ms')
  t.equal((await replay()).code, 'replay_limit_reached', 'not a millisecond before')
  await advance('1ms')
  const again = await replay()
  t.match(again.body, { replayNumber: 3, nextWindowResetAt: '2026-11-21T10:10:00.000Z' })
})

t.test('a delivery that succeeded is replayed only by force', async (t) => {
  const { mock, receiver, replay, deliveryId } = await setUp(t, answering(200))
  const refused = await replay()
  t.match(refused, { status: 409, code: 'delivery_already_succeeded' })
  t.match(refused.body.error, { field: 'force', message: new RegExp(deliveryId) })
  t.equal((await replay({ force: false })).code, 'delivery_already_succeeded')
  t.match((await replay({ force: true })).body, { replayNumber: 1, forced: true })
  await sent(mock, 2)
  const [before, after] = receiver.received
  t.equal(after?.body.eventId, before?.body.eventId)
  t.match(await replay({ force: 'yes' }), { status: 400, code: 'invalid_body' })
})

t.test('of many replays at once only three are made', async (t) => {
  const { mock, replay } = await setUp(t, answering(500))
  const answers = await Promise.all(Array.from({ length: 8 }, () => replay()))
  t.equal(answers.filter(({ status }) => status === 200).length, 3)
  t.equal(answers.filter(({ code }) => code === 'replay_limit_reached').length, 5)
  t.equal((await sent(mock, 4)).length, 4)
})

t.test(
  'the limit of one delivery is not that of another, and a restored workspace still counts',
  async (t) => {
    const { mock, path, replay } = await setUp(t, answering(500))
    for (let at = 0; at < 3; at++) await replay()
    await sent(mock, 4)
    const other = await mock.call('POST', path.replace('deliveries', 'ping'))
    await sent(mock, 5)
    t.equal((await replay({}, other.body.deliveryId)).body.replayNumber, 1)
    await sent(mock, 6)
    const { body: snapshot } = await mock.call('GET', '/_mock/snapshot')
    await mock.call('PUT', '/_mock/snapshot', { body: snapshot })
    t.equal((await replay()).code, 'replay_limit_reached')
  },
)
