import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { connect } from 'node:net'
import type { Readable } from 'node:stream'
import t, { type Test } from 'tap'
import { createFifo, type Fifo } from '../helpers/fifo.js'
import { hasTerminal, runOnTerminal, runRedirected, runUnread, type Unread } from '../helpers/process.js'

/** More lines than a pipe and what waits behind it hold. */
const many = 10_000

const urlForm = /repull-mock listening on (http:\/\/[\d.:]+)/

/** A path that is cheap to answer and long to log. */
const path = `/v1/connect/sessions/${'x'.repeat(100)}`

/** So many requests are sent at once: less than a connection may have in flight. */
const batch = 50

/** Asks so often on one connection, and fails when an answer does not come. */
async function askOften(url: string, count: number): Promise<void> {
  const { port, host } = new URL(url)
  const socket = connect(Number(port), '127.0.0.1').setEncoding('latin1')
  const ask = `GET ${path} HTTP/1.1\r\nhost: ${host}\r\n\r\n`
  for (let left = count; left > 0; left -= batch) {
    const asked = Math.min(batch, left)
    socket.write(ask.repeat(asked))
    for (let text = ''; text.split('"request_id"').length <= asked; )
      text += await once(socket, 'data', { signal: AbortSignal.timeout(5000) })
  }
  socket.destroy()
}

function urlIn(text: string): string {
  return urlForm.exec(text)?.[1] ?? ''
}

/** Ends a server, which must be done within two seconds. */
async function checkEnds(t: Test, { child, ended }: Unread, signal: NodeJS.Signals = 'SIGTERM') {
  const since = performance.now()
  child.kill(signal)
  t.equal(await ended, 0)
  t.ok(performance.now() - since < 2000, 'within two seconds')
}

/** Starts a server whose stdout is a pipe of the test. */
function startOnFifo(t: Test, ...flags: string[]): Unread & { fifo: Fifo } {
  const fifo = createFifo(t)
  const program = runUnread(t, ['--port', '0', ...flags], fifo.writer, 'ignore')
  fifo.closeWriter()
  return { ...program, fifo }
}

/** A free port, for servers that cannot tell theirs. */
async function freePort(t: Test): Promise<string> {
  const { fifo, ...program } = startOnFifo(t)
  const { port } = new URL(urlIn(await fifo.until(urlForm)))
  await checkEnds(t, program)
  return port
}

/** Asks until the server is there. */
async function waitFor(url: string): Promise<void> {
  while (
    !(await fetch(`${url}/v1/health`).then(
      ({ ok }) => ok,
      () => false,
    ))
  );
}

t.test('a parent that reads the ready line and then no more', async (t) => {
  for (const format of ['json', 'pretty']) {
    const { fifo, ...program } = startOnFifo(t, '--log-format', format)
    const url = urlIn(await fifo.until(urlForm))
    await askOften(url, many)
    const text = await fifo.until(/lines were dropped[^\n]*\n/)
    const dropped = Number(/dropped\W+(\d+)/.exec(text)?.[1])
    const written = text.match(/\bGET\b/g)?.length ?? 0
    t.ok(dropped > 0, `${format}: ${dropped} lines were dropped`)
    t.equal(written + dropped, many, 'and none of them is not counted')
    t.equal(text.match(/repull-mock listening on/g)?.length, 1, 'the ready line stands once')
    if (format === 'json')
      t.ok(
        text
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line)),
        'no line is cut',
      )
    await askOften(url, 1)
    await fifo.until(/dropped[^\n]*\n.*GET/s)
    await checkEnds(t, program)
  }
})

t.test('nobody ever reads a socket, as of a spawn that listens to nothing', async (t) => {
  const port = await freePort(t)
  const program = runUnread(t, ['--port', port, '--host', '0.0.0.0'], 'pipe', 'pipe')
  await waitFor(`http://127.0.0.1:${port}`)
  await askOften(`http://127.0.0.1:${port}`, many)
  await checkEnds(t, program)
})

t.test('a reader that goes after the ready line, or before it', async (t) => {
  const { fifo, ...program } = startOnFifo(t)
  const url = urlIn(await fifo.until(urlForm))
  fifo.leave()
  await askOften(url, 10)
  await checkEnds(t, program)
  const port = await freePort(t)
  const early = startOnFifo(t, '--port', port)
  early.fifo.leave()
  await waitFor(`http://127.0.0.1:${port}`)
  await checkEnds(t, early)
})

t.test('a full disk, and outputs that are closed', async (t) => {
  const port = await freePort(t)
  for (const redirection of ['>/dev/full 2>&1', '>&- 2>&-', '>/dev/null']) {
    const program = runRedirected(t, ['--port', port], redirection)
    await waitFor(`http://127.0.0.1:${port}`)
    await askOften(`http://127.0.0.1:${port}`, 10)
    await checkEnds(t, program)
  }
})

t.test(
  'a terminal that is stopped',
  { skip: !hasTerminal && 'needs the script of util-linux' },
  async (t) => {
    const program = runOnTerminal(t, ['--port', '0'])
    const url = urlIn(await program.line(urlForm))
    program.child.stdin?.write('\x13')
    await askOften(url, 1000)
    const { length } = program.stdout()
    program.child.stdin?.write('\x11')
    await program.line(/GET/)
    t.ok(program.stdout().length > length, 'goes on when it is let')
    program.child.stdin?.write('\x03')
    t.equal(await program.ended, 0)
  },
)

t.test('what cannot be said changes no exit code', async (t) => {
  const full = openSync('/dev/full', 'w')
  t.equal(await runUnread(t, ['--port', 'x'], 'ignore', full).ended, 2)
  t.equal(await runUnread(t, ['--help'], full, full).ended, 0)
  t.equal(await runUnread(t, ['exec', '--', 'no-such-program'], full, full).ended, 127)
  closeSync(full)
  const { writer, leave } = createFifo(t)
  leave()
  t.equal(await runUnread(t, ['--version'], writer, 'ignore').ended, 0)
  t.equal(await runUnread(t, ['--no-such-flag'], 'ignore', writer).ended, 2)
})

/** A command that runs another on the same outputs, as npm does, which asks the mock often. */
const nested = `
const { spawn } = require('node:child_process')
const asks = \`
  const { Agent, get } = require('node:http')
  const agent = new Agent({ keepAlive: true })
  const ask = (left) => left === 0 ? process.exit(5) : get(process.env.REPULL_API_URL + '/v1/health', { agent, timeout: 5000 },
    (answer) => answer.resume().on('end', () => ask(left - 1))).on('timeout', () => process.exit(6))
  ask(2000)\`
spawn(process.execPath, ['-e', asks], { stdio: 'inherit' }).on('exit', (code) => process.exit(code))`

t.test('nobody reads the stderr of exec, where its log goes', async (t) => {
  const args = ['exec', '--log-level', 'info', '--', process.execPath, '-e', nested]
  t.equal(await runUnread(t, args, 'pipe', 'pipe').ended, 5, 'a socket')
  const { writer } = createFifo(t)
  t.equal(await runUnread(t, args, 'ignore', writer).ended, 5, 'a pipe')
})

t.test('all that a command of exec says arrives, though it is read late', async (t) => {
  const script = 'head -c 300000 /dev/zero | tr "\\\\0" x >&2; echo said; exit 4'
  const { child, ended } = runUnread(t, ['exec', '--', 'sh', '-c', script], 'pipe', 'pipe')
  const stderr = child.stderr as Readable
  let size = 0
  await once(stderr, 'readable')
  stderr.on('data', (chunk: Buffer) => {
    size += chunk.length
  })
  t.equal(await ended, 4)
  if (!stderr.readableEnded) await once(stderr, 'end')
  t.equal(size, 300_000)
})

t.test('a command of exec whose reader has gone is told so', async (t) => {
  const { child, ended } = runUnread(t, ['exec', '--', 'sh', '-c', 'yes >&2; exit 4'], 'ignore', 'pipe')
  child.stderr?.destroy()
  t.equal(await ended, 4)
})
