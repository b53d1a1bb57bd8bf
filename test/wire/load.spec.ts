import { execFileSync } from 'node:child_process'
import t from 'tap'
import { type Client, host, json, key, setStage, wait } from './stage.js'

/** How many files a process may have open; both ends of a connection are files of this one. */
const mostFiles =
  Number(execFileSync('sh', ['-c', 'ulimit -Hn'], { encoding: 'utf8' })) || Number.POSITIVE_INFINITY

const load = Math.min(1000, Math.floor((mostFiles - 200) / 2))

t.test('a thousand idle connections keep nobody from being served, and end', async (t) => {
  t.comment(`measured { idle: ${load} }`)
  const stage = await setStage(t)
  const { server } = stage.mock.app
  server.headersTimeout = 0
  server.requestTimeout = 0
  const asked = `GET /v1/health HTTP/1.1\r\n${host}\r\n`
  const clients: Client[] = []
  // All at once would be more than the system lets wait to be accepted, and it resets some of those.
  while (clients.length < load) {
    const some = Math.min(100, load - clients.length)
    clients.push(...Array.from({ length: some }, (_, at) => stage.open(at % 2 === 0 ? asked : '')))
    while ((await stage.connections()) < clients.length) await wait(5)
  }
  const answered = clients.filter((_, at) => at % 2 === 0)
  const all = async () => {
    while (!answered.every(({ said }) => said().startsWith('HTTP/1.1 200'))) await wait(20)
    await wait(1000)
  }
  await stage.serves(all())
  t.equal(await stage.connections(), load, 'none was turned away')
  server.requestTimeout = 1000
  server.closeIdleConnections()
  await stage.serves(Promise.all(clients.map(({ left }) => left)))
  await stage.isEmpty()
})

t.test('connections that are reset, wherever the request or its answer is, leave nothing', async (t) => {
  const stage = await setStage(t)
  stage.mock.onPause = () => wait(100)
  const slow = '{"apiKey":"slow"}'
  const whole = `POST /v1/connect/smoobu HTTP/1.1\r\n${host}${key}${json}Content-Length: ${slow.length}\r\n\r\n${slow}`
  const steps = Array.from({ length: whole.length + 1 }, (_, at) => whole.slice(0, at))
  const tunnel = `CONNECT a.example:1 HTTP/1.1\r\n${host}\r\n`
  const large = `GET /openapi.json HTTP/1.1\r\n${host}\r\n`.repeat(5)
  const watching = `GET /_mock/events HTTP/1.1\r\n${host}\r\n`
  const texts = [
    ...steps,
    ...[tunnel, large, watching, 'garbage\r\n\r\n'].flatMap((text) => Array(10).fill(text)),
  ]
  const reset = async (text: string, at: number) => {
    const { socket } = stage.open(text)
    await wait((at % 10) * 20)
    socket.resetAndDestroy()
  }
  await stage.serves(Promise.all(texts.map(reset)))
  t.comment(`measured { reset: ${texts.length} }`)
  await stage.isEmpty()
})

t.test('readers who never read are let go, however large the answer is', async (t) => {
  const stage = await setStage(t)
  const body = { pad: 'x'.repeat(15_000) }
  for (let at = 0; at < 200; at++) await stage.mock.call('POST', '/v1/connect/airbnb', { body })
  for (let at = 0; at < 5; at++) stage.open(`GET /_mock/requests HTTP/1.1\r\n${host}\r\n`).socket.pause()
  const gone = async () => {
    do await wait(100)
    while ((await stage.connections()) > 1)
  }
  await stage.serves(gone())
  await stage.mock.call('DELETE', '/_mock/requests')
  await stage.isEmpty()
})

t.test('a reader of events who never reads is cut off, and the others are not', async (t) => {
  const stage = await setStage(t)
  const watching = (query: string) => `GET /_mock/events${query} HTTP/1.1\r\n${host}${key}\r\n`
  const [reader, sleeper] = [stage.open(watching('?types=session')), stage.open(watching(''))]
  while (reader.said() === '' || sleeper.said() === '') await wait(20)
  sleeper.socket.pause()
  const body = { state: 'x'.repeat(500), pad: 'x'.repeat(14_500) }
  let made = 0
  const isCut = async () => {
    for (; (await stage.connections()) > 1 && made < 3000; made++) {
      await stage.mock.call('POST', '/v1/connect/airbnb', { key: 'sk_test_doors', body })
      if (made % 250 !== 249) continue
      // Who reads has read everything by then.
      await wait(1000)
      for (const { delayMs, ring } of [...stage.mock.alarms]) if (delayMs === 3000) ring()
      await wait(20)
    }
  }
  await isCut()
  t.comment(`measured { events_until_cut_off: ${made} }`)
  t.ok(made < 3000, 'who does not read is cut off')
  t.equal(reader.said().split('event: session').length - 1, made, 'who reads has everything')
  t.notOk(reader.socket.destroyed)
  await stage.mock.call('DELETE', '/_mock/requests', { key: null })
  await stage.isEmpty()
})
