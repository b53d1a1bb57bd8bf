import t from 'tap'
import { createMock, type Mock } from '../helpers/mock.js'

/** Connects so many accounts, the last of them the newest. */
async function connectMany({ call }: Mock, count: number): Promise<void> {
  for (let at = 1; at <= count; at++)
    await call('POST', '/v1/connect/smoobu', { body: { apiKey: `key-${at}` } })
}

/** Connects hosts of Airbnb, the last of them the newest. */
async function connectHosts({ call, open }: Mock, ...ids: readonly string[]): Promise<void> {
  for (const accountId of ids) {
    const id = await open('airbnb')
    await call('POST', `/v1/connect/sessions/${id}/complete`, { body: { provider: 'airbnb', accountId } })
  }
}

t.test('the pages of the list show each connection once, newest first', async (t) => {
  const mock = await createMock(t)
  await connectMany(mock, 30)
  const all = (await mock.call('GET', '/v1/connect?limit=100')).body
  t.equal(all.data.length, 30)
  t.match(all.pagination, { hasMore: false, nextCursor: null, total: 30 })
  t.equal((await mock.call('GET', '/v1/connect')).body.data.length, 25, 'the default limit')
  const seen: string[] = []
  let cursor: string | null = ''
  do {
    const page: { data: { id: string }[]; pagination: { nextCursor: string | null; hasMore: boolean } } = (
      await mock.call('GET', `/v1/connect?limit=7${cursor && `&cursor=${cursor}`}`)
    ).body
    seen.push(...page.data.map(({ id }) => id))
    cursor = page.pagination.nextCursor
    t.equal(page.pagination.hasMore, cursor !== null)
  } while (cursor !== null)
  t.strictSame(
    seen,
    all.data.map(({ id }: { id: string }) => id),
  )
})

t.test('a cursor stays valid when connections before it are removed', async (t) => {
  const mock = await createMock(t)
  await connectMany(mock, 4)
  const first = (await mock.call('GET', '/v1/connect?limit=2')).body
  for (const { id } of first.data) await mock.call('DELETE', `/_mock/connections/${id}`)
  const second = (await mock.call('GET', `/v1/connect?limit=2&cursor=${first.pagination.nextCursor}`)).body
  t.equal(second.data.length, 2)
  t.match(second.pagination, { hasMore: false, total: 2 })
})

t.test('the accounts of a provider are paged by cursor', async (t) => {
  const mock = await createMock(t)
  await connectHosts(mock, 'a', 'b', 'c')
  const page = async (query: string) => (await mock.call('GET', `/v1/connect/airbnb?limit=2${query}`)).body
  const idsOf = ({ accounts }: { accounts: { externalAccountId: string }[] }) =>
    accounts.map(({ externalAccountId }) => externalAccountId)
  const first = await page('')
  t.strictSame(idsOf(first), ['c', 'b'])
  const last = await page(`&cursor=${first.pagination.nextCursor}`)
  t.strictSame(idsOf(last), ['a'])
  t.match(last.pagination, { nextCursor: null, hasMore: false, total: 3 })
})

t.test('offset, include_total, and booleans as a published SDK sends them', async (t) => {
  const mock = await createMock(t)
  await connectMany(mock, 3)
  const all = (await mock.call('GET', '/v1/connect')).body.data
  t.strictSame((await mock.call('GET', '/v1/connect?offset=1&limit=1')).body.data, [all[1]])
  t.strictSame((await mock.call('GET', '/v1/connect?offset=9')).body, {
    data: [],
    pagination: { nextCursor: null, hasMore: false, total: 3 },
  })
  for (const no of ['false', '0'])
    t.notOk('total' in (await mock.call('GET', `/v1/connect?include_total=${no}`)).body.pagination)
  for (const yes of ['true', '1'])
    t.equal((await mock.call('GET', `/v1/connect?include_total=${yes}`)).body.pagination.total, 3)
})

t.test('an error names the query parameter that is wrong', async (t) => {
  const { call } = await createMock(t)
  for (const [query, field] of [
    ['limit=0', 'limit'],
    ['limit=101', 'limit'],
    ['limit=ten', 'limit'],
    ['limit=1&limit=2', 'limit'],
    ['offset=-1', 'offset'],
    ['offset=10001', 'offset'],
    ['include_total=maybe', 'include_total'],
    ['cursor=nonsense', 'cursor'],
    ['cursor=', 'cursor'],
    ['cursor=cDE&offset=1', 'cursor'],
  ] as const) {
    const { status, body } = await call('GET', `/v1/connect?${query}`)
    t.match({ status, ...body.error }, { status: 422, code: 'invalid_params', field }, query)
  }
})

t.test('disconnecting removes the only account, or the one of accountId', async (t) => {
  const mock = await createMock(t)
  await connectHosts(mock, 'a', 'b')
  t.equal((await mock.call('DELETE', '/v1/connect/airbnb?accountId=a')).body.accountId, 'a')
  const gone = await mock.call('DELETE', '/v1/connect/airbnb?accountId=a')
  t.match(gone, { status: 404, body: { error: { field: 'accountId', value_received: 'a' } } })
  t.equal((await mock.call('GET', '/v1/connect/airbnb')).body.externalAccountId, 'b')
  t.equal((await mock.call('DELETE', '/v1/connect/airbnb')).body.accountId, 'b')
  t.match(await mock.call('DELETE', '/v1/connect/airbnb'), {
    status: 404,
    body: { error: { field: 'provider' } },
  })
})

t.test('disconnecting takes a content type without a body, as a published SDK sends it', async (t) => {
  const mock = await createMock(t)
  await connectHosts(mock, 'a')
  const headers = { 'content-type': 'application/json' }
  t.equal((await mock.call('GET', '/v1/connect', { headers })).status, 200)
  t.equal((await mock.call('DELETE', '/v1/connect/airbnb', { headers })).status, 200)
})

t.test('two keys never see each other’s data', async (t) => {
  const mock = await createMock(t)
  await connectMany(mock, 1)
  await connectHosts(mock, 'a')
  const id = await mock.open('airbnb')
  const other = { key: 'sk_live_other' }
  t.strictSame((await mock.call('GET', '/v1/connect', other)).body.data, [])
  t.match((await mock.call('GET', '/v1/connect/smoobu', other)).body, { connected: false })
  t.equal((await mock.call('DELETE', '/v1/connect/airbnb', other)).status, 404)
  t.equal((await mock.call('GET', `/v1/connect/sessions/${id}`, other)).status, 404)
  const complete = { ...other, body: { provider: 'airbnb' } }
  t.equal((await mock.call('POST', `/v1/connect/sessions/${id}/complete`, complete)).status, 404)
})

t.test(
  'an airbnb account that was disconnected stays in accounts, until it is connected again',
  async (t) => {
    const mock = await createMock(t)
    const { call } = mock
    const accounts = async () => {
      const { body } = await call('GET', '/v1/connect/airbnb')
      return body.accounts.map(
        ({ externalAccountId, connected }: { externalAccountId: string; connected: boolean }) =>
          `${externalAccountId} ${connected}`,
      )
    }
    await connectHosts(mock, 'a', 'b', 'c')
    await call('DELETE', '/v1/connect/airbnb?accountId=b')
    t.strictSame(await accounts(), ['c true', 'a true', 'b false'])
    await call('DELETE', '/v1/connect/airbnb?accountId=a')
    await call('DELETE', '/v1/connect/airbnb?accountId=c')
    t.strictSame(await accounts(), ['c false', 'a false', 'b false'])
    t.match((await call('GET', '/v1/connect/airbnb')).body, {
      connected: false,
      provider: 'airbnb',
      host: null,
    })
    t.strictSame((await call('GET', '/v1/connect')).body.data, [])
    await connectHosts(mock, 'a')
    t.strictSame(await accounts(), ['a true', 'c false', 'b false'])
  },
)

t.test('disconnecting the last channel of a listing makes it inactive', async (t) => {
  const { call } = await createMock(t)
  await call('POST', '/v1/sandbox/seed')
  const disconnect = async (provider: string) =>
    (await call('DELETE', `/v1/connect/${provider}`)).body.listingsDeactivated
  t.strictSame(await disconnect('airbnb'), ['900000102'], 'the one that is on Booking.com too stays active')
  await call('POST', '/v1/sandbox/seed')
  t.strictSame(await disconnect('booking'), ['900000103'], 'seeding again makes all active')
  t.strictSame(await disconnect('airbnb'), ['900000101', '900000102'])
  await call('POST', '/v1/sandbox/reset')
  t.strictSame((await call('GET', '/v1/connect/airbnb')).body.accounts, [])
})
