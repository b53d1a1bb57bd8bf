import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import t, { type Test } from 'tap'
import { readTexts } from '../../src/cli/settings.js'
import { journalOptions } from '../../src/control/journal.js'
import { bounds } from '../../src/lib/bounds.js'
import { TimeStream } from '../../src/pages/time-stream.js'
import { openStores } from '../../src/storage/open-stores.js'
import { createMock, type Mock } from '../helpers/mock.js'
import { attributes, nextPath, visit } from '../helpers/pages.js'
import { noRedisServer, RedisServer } from '../helpers/redis.js'

const minutesMs = 60_000

/** Where the page of a session follows the time. */
async function followPath(mock: Mock, provider: string, id: string): Promise<string> {
  const path = `/connect/${provider}?session=${id}`
  const page = await visit(mock, path)
  const [location] = attributes(page, 'data-follow')
  return nextPath(path, { ...page, headers: { location } }) as string
}

/** Follows the time as an open page does, by a real connection. */
async function follow(t: Test, { app }: Mock, path: string) {
  if (!app.server.listening) await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  const stop = new AbortController()
  t.teardown(() => stop.abort())
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, { signal: stop.signal })
  const reader = (answer.body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  /** The next thing that it tells; null when it has ended. */
  const next = async (): Promise<unknown> => {
    for (;;) {
      const end = text.indexOf('\n\n')
      const block = text.slice(0, Math.max(end, 0))
      if (end >= 0) text = text.slice(end + 2)
      if (block.startsWith('event: over')) return 'over'
      if (block.startsWith('data: ')) return JSON.parse(block.slice(6))
      if (end >= 0) continue
      const { value, done } = await reader.read()
      if (done) return null
      text += value
    }
  }
  return { answer, next, leave: () => stop.abort() }
}

t.test('an open page hears of each change of the time, and when its session has expired', async (t) => {
  const mock = await createMock(t)
  const id = await mock.open('airbnb')
  const page = await follow(t, mock, await followPath(mock, 'airbnb', id))
  t.equal(page.answer.headers.get('content-type'), 'text/event-stream; charset=utf-8')
  const control = (method: string, path: string, body?: object) =>
    mock.call(method, `/_mock/${path}`, body && { body })
  await control('POST', 'clock/advance', { by: '10m' })
  t.strictSame(await page.next(), { leftMs: 20 * minutesMs, frozen: false })
  await control('PUT', 'clock', { frozen: true })
  t.strictSame(await page.next(), { leftMs: 20 * minutesMs, frozen: true })
  await control('POST', 'clock/advance', { by: '1m' })
  t.strictSame(await page.next(), { leftMs: 19 * minutesMs, frozen: true })
  await mock.open('guesty')
  await mock.call('POST', '/_mock/clock/advance', { key: 'sk_test_other', body: { by: '10m' } })
  await mock.call('POST', '/_mock/clock/advance', { key: null, body: { by: '4m' } })
  t.strictSame(await page.next(), { leftMs: 15 * minutesMs, frozen: true }, 'of its own workspace only')
  await control('POST', 'clock/advance', { by: '15m' })
  t.equal(await page.next(), 'over')
})

t.test('an open page hears that its session has ended, was expired, or is gone', async (t) => {
  const mock = await createMock(t)
  for (const end of [
    (id: string) => mock.call('POST', `/_mock/sessions/${id}/expire`),
    (id: string) => mock.call('POST', `/_mock/sessions/${id}/approve`),
    () => mock.call('POST', '/_mock/reset'),
    () => mock.call('POST', '/_mock/reset', { key: null }),
  ]) {
    const id = await mock.open('airbnb')
    const page = await follow(t, mock, await followPath(mock, 'airbnb', id))
    await mock.call('POST', `/_mock/sessions/${await mock.open('airbnb')}/expire`)
    await end(id)
    t.equal(await page.next(), 'over')
    page.leave()
  }
})

t.test('a page that comes back late hears what it has missed, else nothing', async (t) => {
  const mock = await createMock(t)
  const path = await followPath(mock, 'airbnb', await mock.open('airbnb'))
  await mock.call('POST', '/_mock/clock/advance', { body: { by: '10m' } })
  const page = await follow(t, mock, path)
  t.strictSame(await page.next(), { leftMs: 20 * minutesMs, frozen: false })
  await mock.call('POST', '/_mock/clock/advance', { body: { by: '30m' } })
  t.equal(await page.next(), 'over')
  const late = await visit(mock, path)
  t.match(late, { status: 410, body: /data-code="session_expired"/ })
})

t.test('only a session that is there and open has a time', async (t) => {
  const mock = await createMock(t)
  const id = await mock.open('airbnb')
  await mock.call('POST', `/_mock/sessions/${id}/deny`)
  for (const [session, status] of [
    [id, 409],
    ['cs_00000000000000000000000000', 404],
    ['nonsense', 400],
  ] as const)
    t.equal((await visit(mock, `/connect/time?session=${session}&shown=`)).status, status)
  const head = await mock.call('HEAD', `/connect/time?session=${await mock.open('airbnb')}`)
  t.match(head, { status: 200, headers: { 'content-type': 'text/event-stream; charset=utf-8' } })
})

t.test('no app finds the time that pages follow in the journal, or misses it in the log', async (t) => {
  const mock = await createMock(t)
  const path = await followPath(mock, 'airbnb', await mock.open('airbnb'))
  const { leave } = await follow(t, mock, path)
  leave()
  const { data } = (await mock.call('GET', '/_mock/requests')).body
  t.notOk(data.some((entry: { path: string }) => entry.path === '/connect/time'))
  t.notMatch(mock.log.join(''), 'connect/time')
})

t.test('so many pages of a workspace follow the time, and one that leaves makes room', async (t) => {
  const mock = await createMock(t)
  const path = await followPath(mock, 'airbnb', await mock.open('airbnb'))
  const { maxItems } = bounds.openPages
  await mock.app.listen({ port: 0, host: '127.0.0.1' })
  const pages = await Promise.all(Array.from({ length: maxItems }, () => follow(t, mock, path)))
  const full = await visit(mock, path)
  t.match(full, { status: 503, body: /data-code="capacity_exceeded"/ })
  t.match(full.body, 'counts down by itself')
  for (const { leave } of pages.slice(0, 2)) leave()
  let status = 503
  while (status === 503) {
    const { answer, leave } = await follow(t, mock, path)
    status = answer.status
    leave()
  }
  t.equal(status, 200)
})

t.test('a server that closes ends what its pages follow', async (t) => {
  const mock = await createMock(t)
  const page = await follow(t, mock, await followPath(mock, 'airbnb', await mock.open('airbnb')))
  const closed = mock.app.close()
  t.equal(await page.next(), null)
  await closed
})

t.test('where the store is away, what a page follows ends without an error', async (t) => {
  const stream = new TimeStream({
    find: () => Promise.reject(new Error('away')),
    watch: () => () => t.pass('nobody is heard any more'),
    shown: '',
  })
  t.plan(2)
  stream.on('error', t.fail)
  stream.resume()
  await once(stream, 'close')
  t.ok(stream.destroyed)
})

t.test('without control features nobody changes the time, and pages ask for nothing', async (t) => {
  const mock = await createMock(t, { settings: { CONTROL: 'off' } })
  const page = await visit(mock, `/connect/airbnb?session=${await mock.open('airbnb')}`)
  t.strictSame(attributes(page, 'data-follow'), [])
  t.match(page.body, 'data-left-ms="1800000"')
  t.match(await visit(mock, '/connect/time?session=nonsense'), { status: 400, body: /invalid_provider/ })
})

t.test('without script, a page is asked for anew when its session expires', async (t) => {
  const mock = await createMock(t)
  const path = `/connect/airbnb?session=${await mock.open('airbnb')}`
  mock.clock.advance(60_500)
  t.match((await visit(mock, path)).body, '<noscript><meta http-equiv="refresh" content="1740"></noscript>')
  await mock.call('PUT', '/_mock/clock', { body: { frozen: true } })
  t.notMatch((await visit(mock, path)).body, 'http-equiv="refresh"')
})

t.test('a page of one server hears what was done on the other', { skip: noRedisServer }, async (t) => {
  const { url } = await RedisServer.start(t)
  const start = async () =>
    createMock(t, {
      stores: await openStores(readTexts({ STORE_URL: url }), journalOptions, {
        info: () => {},
        warn: () => {},
      }),
    })
  const [one, other] = [await start(), await start()]
  const id = await one.open('airbnb')
  const page = await follow(t, one, await followPath(one, 'airbnb', id))
  await other.call('POST', '/_mock/clock/advance', { body: { by: '10m' } })
  t.strictSame(await page.next(), { leftMs: 20 * minutesMs, frozen: false })
  await other.call('POST', `/_mock/sessions/${id}/expire`)
  t.equal(await page.next(), 'over')
})
