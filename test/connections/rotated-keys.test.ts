import t from 'tap'
import { createMock, type Mock } from '../helpers/mock.js'

type Typed = Readonly<Record<string, string>>

function submit({ call }: Mock, slug: string, credentials: Typed, sessionId?: string) {
  return call('POST', `/v1/connect/${slug}/credentials`, { body: { sessionId, credentials } })
}

async function countOf({ call }: Mock, slug: string): Promise<number> {
  return (await call('GET', `/v1/connect/${slug}`)).body.accounts.length
}

const forms: readonly [slug: string, before: Typed, after: Typed, other: Typed][] = [
  [
    'hostaway',
    { accountId: '1', apiKey: 'k1' },
    { accountId: '1', apiKey: 'k2' },
    { accountId: '2', apiKey: 'k1' },
  ],
  [
    'ownerrez',
    { username: 'noor', apiToken: 'k1' },
    { username: 'noor', apiToken: 'k2' },
    { username: 'lidia', apiToken: 'k1' },
  ],
  [
    'guesty',
    { clientId: 'c1', clientSecret: 'k1' },
    { clientId: 'c1', clientSecret: 'k2' },
    { clientId: 'c2', clientSecret: 'k1' },
  ],
  [
    'track',
    { domain: 'acme', apiKey: 'k1', apiSecret: 's1' },
    { domain: 'https://ACME.trackhs.com/api', apiKey: 'k2', apiSecret: 's2' },
    { domain: 'beta.trackhs.com', apiKey: 'k1', apiSecret: 's1' },
  ],
]

for (const [slug, before, after, other] of forms) {
  t.test(`a new key of a named account of ${slug} refreshes its connection`, async (t) => {
    const mock = await createMock(t)
    const { body: first } = await submit(mock, slug, before)
    t.match(await submit(mock, slug, after), {
      status: 200,
      body: { created: false, connectionId: first.connectionId },
    })
    t.equal(await countOf(mock, slug), 1)
    t.match(await submit(mock, slug, other), { body: { created: true } })
    t.equal(await countOf(mock, slug), 2)
  })

  t.test(`a new key heals a broken connection of ${slug}, and the old one is refused`, async (t) => {
    const mock = await createMock(t)
    const id = (await submit(mock, slug, before)).body.connectionId
    const breakIt = () => mock.call('POST', `/_mock/connections/${id}/break`)
    await breakIt()
    t.match(await submit(mock, slug, before), { status: 401, code: 'invalid_credentials' })
    const inSession = await submit(mock, slug, before, await mock.open(slug))
    t.equal(inSession.code, 'invalid_credentials', 'in a session too')
    t.match(await submit(mock, slug, after), { status: 200, body: { connectionId: id, created: false } })
    t.match((await mock.call('GET', `/v1/connect/${slug}`)).body, { status: 'active' })
    await breakIt()
    t.equal((await submit(mock, slug, after)).code, 'invalid_credentials', 'the last ones are the old ones')
    t.equal((await submit(mock, slug, before, await mock.open(slug))).status, 200)
    t.equal(await countOf(mock, slug), 1)
  })
}

t.test('a domain of Track is the same in each of its forms', async (t) => {
  const mock = await createMock(t)
  for (const domain of ['acme', 'acme.trackhs.com', 'https://acme.trackhs.com/', 'ACME.TrackHS.com'])
    await submit(mock, 'track', { domain, apiKey: 'k1', apiSecret: 's1' })
  t.equal(await countOf(mock, 'track'), 1)
})

t.test('a connection that was healed by other keys refuses those when it breaks again', async (t) => {
  const mock = await createMock(t)
  const first = { apiKey: 'k1' }
  const id = (await submit(mock, 'lodgify', first)).body.connectionId
  const heal = async (apiKey: string) => {
    const { body } = await mock.call('POST', `/_mock/connections/${id}/break`)
    const { headers } = await mock.app.inject({
      url: new URL(body.fixUrl).pathname + new URL(body.fixUrl).search,
    })
    const sessionId = new URL(String(headers.location)).searchParams.get('session') as string
    return submit(mock, 'lodgify', { apiKey }, sessionId)
  }
  t.equal((await heal('k1')).code, 'invalid_credentials')
  t.equal((await heal('k2')).status, 200)
  t.equal((await heal('k2')).code, 'invalid_credentials')
  t.match(await heal('k1'), { status: 200, body: { connectionId: id } })
})

t.test('a snapshot keeps which keys are the old ones, and none of them', async (t) => {
  const mock = await createMock(t)
  const keys = { accountId: 'my-account', apiKey: 'my-secret-key' }
  const id = (await submit(mock, 'hostaway', keys)).body.connectionId
  await mock.call('POST', `/_mock/connections/${id}/break`)
  const { body } = await mock.call('GET', '/_mock/snapshot')
  for (const value of Object.values(keys)) t.notOk(JSON.stringify(body).includes(value))
  await mock.call('POST', '/_mock/reset')
  await mock.call('PUT', '/_mock/snapshot', { body })
  t.equal((await submit(mock, 'hostaway', keys)).code, 'invalid_credentials')
  t.equal((await submit(mock, 'hostaway', { ...keys, apiKey: 'another' })).status, 200)
})
