import t from 'tap'
import { eventNames, eventTypes } from '../../src/webhooks/event-types.js'
import { createMock } from '../helpers/mock.js'
import { createReceiver, isSigned, sent, subscribe } from '../helpers/receiver.js'

const url = 'http://127.0.0.1:9/hooks'
const nowhere = '00000000-0000-8000-a000-000000000000'

t.test('a webhook is created, read, listed, changed and deleted; its secret is shown once', async (t) => {
  const mock = await createMock(t)
  const { call } = mock
  const input = {
    url,
    events: ['account.created', 'account.connected'],
    description: 'mine',
    apiVersion: '2026-04',
  }
  const made = await call('POST', '/v1/webhooks', { body: input })
  const { secret, ...webhook } = made.body
  t.equal(made.status, 201)
  t.match(webhook, {
    url,
    events: ['account.created'],
    description: 'mine',
    apiVersion: '2026-04',
    status: 'active',
    consecutiveFailures: 0,
    lastDeliveredAt: null,
    createdAt: '2026-11-21T09:00:00.000Z',
    secretMasked: `${secret.slice(0, 9)}…${secret.slice(-4)}`,
  })
  const path = `/v1/webhooks/${webhook.id}`
  t.strictSame((await call('GET', path)).body, webhook)
  t.strictSame((await call('GET', '/v1/webhooks')).body.data, [webhook])
  mock.clock.advance(1000)
  const changed = await call('PATCH', path, {
    body: { url: `${url}/2`, events: ['listing.created'], description: null, status: 'paused' },
  })
  t.strictSame(changed.body, {
    ...webhook,
    url: `${url}/2`,
    events: ['listing.created'],
    description: null,
    status: 'paused',
    updatedAt: '2026-11-21T09:00:01.000Z',
  })
  t.equal((await call('PATCH', path)).body.status, 'paused', 'no change changes nothing')
  t.strictSame((await call('DELETE', path)).body, { deleted: true, id: webhook.id })
  t.equal((await call('GET', path)).code, 'not_found')
  t.strictSame((await call('GET', '/v1/webhooks')).body.data, [])
  t.notMatch(mock.log.join(), secret)
  const journal = (await call('GET', '/_mock/requests')).body.data
  t.notMatch(JSON.stringify(journal), secret)
})

t.test('mistakes are named', async (t) => {
  const { call } = await createMock(t)
  const good = { url, events: ['account.created'] }
  for (const [body, field, more] of [
    [{ events: good.events }, 'url', {}],
    [{ url }, 'events', {}],
    [{ url, events: [] }, 'events', {}],
    [{ url, events: ['account.create'] }, 'events.[0]', { did_you_mean: 'account.created' }],
    [{ url: 'ftp://127.0.0.1/', events: good.events }, 'url', {}],
    [{ ...good, apiVersion: '2020-01' }, 'apiVersion', { valid_values: ['2026-04'] }],
  ] as const) {
    const answer = await call('POST', '/v1/webhooks', { body })
    t.match(answer, { code: 'invalid_body', body: { error: { ...more } } }, JSON.stringify(body))
    t.match(answer.body.error.field.replace('.', ''), field.replace('.', ''))
  }
  const { body } = await call('POST', '/v1/webhooks', { body: good })
  t.equal(
    (await call('PATCH', `/v1/webhooks/${body.id}`, { body: { status: 'disabled' } })).code,
    'invalid_body',
  )
  const warned = await call('POST', '/v1/webhooks', { body: { ...good, event: 'x' } })
  t.match(warned.headers['x-repull-mock-warning'], /unknown field event; did you mean events/)
})

t.test('unknown webhooks and deliveries are 404, what is no UUID is 400, for every call', async (t) => {
  const { call } = await createMock(t)
  const { body } = await call('POST', '/v1/webhooks', { body: { url, events: ['account.created'] } })
  const calls = [
    ['GET', ''],
    ['PATCH', ''],
    ['DELETE', ''],
    ['POST', '/rotate-secret'],
    ['POST', '/ping'],
    ['POST', '/test/listing.created'],
    ['GET', '/deliveries'],
    ['GET', `/deliveries/${nowhere}`],
    ['POST', `/deliveries/${nowhere}/replay`],
  ] as const
  for (const [method, rest] of calls) {
    const name = `${method} ${rest}`
    t.match(
      await call(method, `/v1/webhooks/${nowhere}${rest}`),
      { code: 'not_found', body: { error: { field: 'id' } } },
      name,
    )
    t.match(
      await call(method, `/v1/webhooks/nonsense${rest}`),
      { code: 'invalid_param', body: { error: { field: 'id' } } },
      name,
    )
    const foreign = await call(method, `/v1/webhooks/${body.id}${rest}`, { key: 'sk_test_other' })
    t.equal(foreign.code, 'not_found', `${name} of another key`)
    t.equal((await call(method, `/v1/webhooks/${body.id}${rest}`, { key: null })).code, 'unauthorized')
  }
  const path = `/v1/webhooks/${body.id}/deliveries`
  for (const [method, rest] of [
    ['GET', ''],
    ['POST', '/replay'],
  ] as const) {
    t.match(await call(method, `${path}/${nowhere}${rest}`), {
      code: 'not_found',
      body: { error: { field: 'delivery_id' } },
    })
    t.match(await call(method, `${path}/x${rest}`), {
      code: 'invalid_param',
      body: { error: { field: 'delivery_id' } },
    })
  }
})

t.test('lists go from new to old, page by page', async (t) => {
  const mock = await createMock(t)
  const ids: string[] = []
  for (let at = 0; at < 5; at++) ids.unshift((await subscribe(mock, `${url}/${at}`)).id)
  const seen: string[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const { body } = await mock.call('GET', `/v1/webhooks?limit=2${cursor && `&cursor=${cursor}`}`)
    seen.push(...body.data.map(({ id }: { id: string }) => id))
    t.equal(body.pagination.total, 5)
    cursor = body.pagination.nextCursor
  }
  t.strictSame(seen, ids)
})

t.test('a workspace has fifty webhooks and no more', async (t) => {
  const mock = await createMock(t)
  await Promise.all(Array.from({ length: 60 }, () => subscribe(mock, url)))
  t.equal((await mock.call('GET', '/v1/webhooks')).body.pagination.total, 50)
  const answer = await mock.call('POST', '/v1/webhooks', { body: { url, events: ['account.created'] } })
  t.match(answer, { status: 503, code: 'capacity_exceeded', body: { error: { fix: /DELETE/ } } })
})

t.test('after a rotation deliveries have the new signature', async (t) => {
  const mock = await createMock(t)
  const receiver = await createReceiver(t)
  const webhook = await subscribe(mock, receiver.url)
  const path = `/v1/webhooks/${webhook.id}`
  mock.clock.advance(5)
  const { body } = await mock.call('POST', `${path}/rotate-secret`)
  t.match(body, { id: webhook.id, secret: /^whsec_/, rotatedAt: '2026-11-21T09:00:00.005Z' })
  t.not(body.secret, webhook.secret)
  await mock.call('POST', `${path}/ping`)
  await sent(mock, 1)
  const [received] = receiver.received
  t.ok(received && isSigned(received, body.secret))
  t.notOk(received && isSigned(received, webhook.secret))
})

t.test('the catalogue has every type, once in its domain and once in the list', async (t) => {
  const mock = await createMock(t)
  const { body } = await mock.call('GET', '/v1/webhooks/event-types')
  const typesOf = (events: { type: string }[]) => events.map(({ type }) => type)
  t.strictSame(typesOf(body.flat), [...eventTypes])
  t.strictSame(
    body.domains.flatMap(({ events }: { events: { type: string }[] }) => typesOf(events)).sort(),
    [...eventTypes].sort(),
  )
  for (const { id, events } of body.domains)
    for (const { domain, description } of events) {
      t.equal(domain, id)
      t.match(description, /\.$/)
    }
})

t.test(
  'every type can be fired, whatever the webhook is subscribed to; a misspelt one is refused',
  async (t) => {
    const mock = await createMock(t)
    const receiver = await createReceiver(t)
    const { id } = await subscribe(mock, receiver.url)
    for (const name of eventNames) {
      const { body } = await mock.call('POST', `/v1/webhooks/${id}/test/${name}`)
      t.match(body, {
        queued: true,
        attempt: 1,
        eventType: name === 'account.connected' ? 'account.created' : name,
      })
    }
    await sent(mock, eventNames.length)
    const catalogue = (await mock.call('GET', '/v1/webhooks/event-types')).body.flat
    for (const { body } of receiver.received) {
      const { samplePayload } = catalogue.find(({ type }: { type: string }) => type === body.type)
      t.strictSame(Object.keys(body.data), Object.keys(samplePayload))
      if (body.data.workspaceId) t.equal(body.data.workspaceId, body.workspaceId)
    }
    const refused = await mock.call('POST', `/v1/webhooks/${id}/test/listing.create`)
    t.match(refused, {
      code: 'invalid_param',
      body: {
        error: { field: 'event_type', did_you_mean: 'listing.created', valid_values: [...eventNames] },
      },
    })
    t.notOk('did_you_mean' in (await mock.call('POST', `/v1/webhooks/${id}/test/x`)).body.error)
  },
)
