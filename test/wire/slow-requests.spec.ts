import t from 'tap'
import { type Client, host, json, key, type Stage, setStage, wait } from './stage.js'

const many = 50

/** A body that the server has to wait for. */
const begun = `POST /v1/connect HTTP/1.1\r\n${host}${key}${json}`

/** Opens many clients of a kind at once, and waits until the server has left them all. */
async function openMany(
  { open, serves }: Stage,
  use: (client: Client) => unknown,
  text = '',
): Promise<Client[]> {
  const clients = Array.from({ length: many }, () => open(text))
  for (const client of clients) use(client)
  await serves(Promise.all(clients.map(({ left }) => left)))
  return clients
}

/** Sends a text sign by sign, until the server has left. */
async function drip({ socket, left }: Client, text: string): Promise<void> {
  let isOver = false
  left.then(() => {
    isOver = true
  })
  for (const sign of text) {
    if (isOver) return
    socket.write(sign)
    await wait(50)
  }
}

const late = /^HTTP\/1\.1 408 Request Timeout\r\n[\s\S]*"code":"request_timeout"/

t.test('headers that come a byte at a time are given up on', async (t) => {
  const stage = await setStage(t)
  const clients = await openMany(stage, (client) =>
    drip(client, `GET /v1/health HTTP/1.1\r\nX: ${'x'.repeat(2000)}`),
  )
  for (const { said } of clients) t.match(said(), late)
  await stage.isEmpty()
})

t.test('bodies that come a byte at a time, by length or by chunks, are given up on', async (t) => {
  const stage = await setStage(t)
  const byLength = `${begun}Content-Length: 5000\r\n\r\n{`
  for (const { said } of await openMany(stage, (client) => drip(client, ' '.repeat(2000)), byLength))
    t.match(said(), late)
  const byChunks = `${begun}Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n`
  for (const { said } of await openMany(stage, (client) => drip(client, '1\r\n \r\n'.repeat(500)), byChunks))
    t.match(said(), late)
  await stage.isEmpty()
})

t.test('a body that stops, or never begins, is given up on', async (t) => {
  const stage = await setStage(t)
  for (const rest of ['', '{"redirectUrl":']) {
    const clients = await openMany(stage, () => {}, `${begun}Content-Length: 5000\r\n\r\n${rest}`)
    for (const { said } of clients) t.match(said(), late)
  }
  await stage.isEmpty()
})

t.test('a body that stops behind its answer is given up on without a second one', async (t) => {
  const stage = await setStage(t)
  const clients = await openMany(
    stage,
    () => {},
    `POST /v1/connect HTTP/1.1\r\n${host}Content-Length: 5000\r\n\r\n{`,
  )
  for (const { said } of clients) {
    t.match(said(), /^HTTP\/1\.1 401 /)
    t.equal(said().split('HTTP/1.1').length, 2, 'one answer')
  }
  await stage.isEmpty()
})

t.test('a connection on which nothing comes is given up on', async (t) => {
  const stage = await setStage(t)
  for (const { said } of await openMany(stage, () => {})) t.match(said(), late)
  await stage.isEmpty()
})

t.test('a client that closes its side gets its answers, and one that never does is let go', async (t) => {
  const stage = await setStage(t)
  const asked = await openMany(stage, ({ socket }) => socket.end(), `GET /v1/health HTTP/1.1\r\n${host}\r\n`)
  for (const { said } of asked) t.match(said(), /^HTTP\/1\.1 200 OK/)
  const broken = await openMany(stage, () => {}, 'garbage\r\n\r\n')
  for (const { said } of broken) t.match(said(), /^HTTP\/1\.1 400 /)
  const end = performance.now() + 20_000
  while ((await stage.connections()) > 0 && performance.now() < end) await wait(100)
  t.equal(await stage.connections(), 0, 'the server has closed both sides')
  await stage.isEmpty()
})
