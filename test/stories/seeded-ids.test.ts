import t from 'tap'
import { journalOptions } from '../../src/control/journal.js'
import { createMemoryStores } from '../../src/storage/stores.js'
import { createMock, unbounded } from '../helpers/mock.js'
import { createReceiver, sent, subscribe } from '../helpers/receiver.js'

const settings = { SEED: 'seed' }

function repeated(ids: readonly string[]): readonly string[] {
  return ids.filter((id, at) => ids.indexOf(id) !== at)
}

t.test(
  'no request id comes twice, also of keys that made room for others',
  { skip: unbounded },
  async (t) => {
    const { call, open } = await createMock(t, { settings: { ...settings, MAX_WORKSPACES: '4' } })
    const ids: string[] = []
    for (let round = 0; round < 4; round++) {
      for (let at = 0; at < 10; at++) {
        const { headers } = await call('GET', '/v1/connect', { key: `sk_test_${at}` })
        ids.push(String(headers['x-request-id']))
      }
    }
    t.strictSame(repeated(ids), [])
    await open('airbnb', {}, { key: 'sk_test_0' })
  },
)

t.test('a reset lets the ids of a key begin anew, also where it had made room for others', async (t) => {
  const { call, open } = await createMock(t, { settings: { ...settings, MAX_WORKSPACES: '2' } })
  const first = await open('airbnb')
  for (const key of [undefined, null]) {
    await call('POST', '/_mock/reset')
    for (let at = 0; at < 4; at++) await call('GET', '/v1/connect', { key: `sk_test_${at}` })
    await call('POST', '/_mock/reset', key === null ? { key } : {})
    t.equal(await open('airbnb'), first)
  }
})

t.test('two servers on one store never give an id twice', async (t) => {
  const stores = createMemoryStores(1000, journalOptions)
  const shared: typeof stores = {
    ...stores,
    records: new Proxy(stores.records, {
      get(target, name) {
        if (name === 'isShared') return true
        const value = Reflect.get(target, name, target)
        return typeof value === 'function' ? value.bind(target) : value
      },
    }),
  }
  const servers = [
    await createMock(t, { settings, stores: shared }),
    await createMock(t, { settings, stores: shared }),
  ]
  const [one] = servers as [(typeof servers)[0]]
  const receiver = await createReceiver(t)
  await subscribe(one, receiver.url)
  const answers = await Promise.all(
    Array.from({ length: 30 }, (_, at) => {
      const { call } = servers[at % 2] as typeof one
      return at % 3 === 0
        ? call('POST', '/v1/connect/smoobu', { body: { apiKey: `${at}` } })
        : call('POST', '/v1/connect/airbnb')
    }),
  )
  for (const { status } of answers) if (status !== 200) t.fail(`${status}`)
  t.strictSame(repeated(answers.map(({ headers }) => String(headers['x-request-id']))), [])
  t.strictSame(repeated(answers.map(({ body }) => body.id)), [])
  await sent(one, 10)
  t.equal(receiver.received.length, 10)
  t.strictSame(repeated(receiver.received.map(({ body }) => body.id)), [])
})
