import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { hasTerminal, type Program, runOnTerminal, runProgram, startProgram } from '../helpers/process.js'

/** Runs a script of Node beside a mock. */
function execNode(t: Test, script: string, settings: Record<string, string> = {}): Program {
  return runProgram(t, ['exec', '--', 'node', '-e', script], settings)
}

/** Runs a script of the shell beside a mock. */
function execShell(t: Test, script: string, settings: Record<string, string> = {}): Program {
  return runProgram(t, ['exec', '--', 'sh', '-c', script], settings)
}

/** Checks that nothing listens at a url any more. */
async function checkFree(t: Test, url: string | undefined): Promise<void> {
  await t.rejects(fetch(String(url)), { cause: { code: 'ECONNREFUSED' } }, `nothing listens at ${url}`)
}

/** Checks that a process has ended. */
function checkGone(t: Test, pid: string | undefined): void {
  t.throws(() => process.kill(Number(pid), 0), { code: 'ESRCH' }, `process ${pid} is gone`)
}

t.test('the exit code is that of the command, and neither process nor port is left', async (t) => {
  const program = execNode(t, 'console.log(process.pid, process.env.REPULL_API_URL); process.exit(7)')
  t.equal(await program.ended, 7)
  t.match(program.stdout(), /^\d+ http:\/\/127\.0\.0\.1:\d+\n$/, 'no other line')
  t.equal(program.stderr(), '')
  const [pid, url] = program.stdout().trim().split(' ')
  checkGone(t, pid)
  await checkFree(t, url)
})

/** Opens a session as a client would that is set up by the environment, and prints the status and the environment. */
const client = `
const { REPULL_API_URL, REPULL_KEY } = process.env
fetch(REPULL_API_URL + '/v1/connect/airbnb', {
  method: 'POST',
  headers: { authorization: 'Bearer ' + REPULL_KEY, 'content-type': 'application/json' },
  body: JSON.stringify({ colour: 'blue' }),
}).then(({ status }) => console.log(JSON.stringify({ status, env: process.env })))
`

t.test('the command finds the mock and a key in its environment, and all else as it was', async (t) => {
  const other = await startProgram(t)
  const { port } = new URL(other.url)
  const theirs = {
    PORT: port,
    HOST: 'x86_64-conda-linux-gnu',
    LOG_LEVEL: 'INFO',
    PUBLIC_URL: '/app',
    REPULL_MOCK_SESSION_TTL: '5m',
    CALLER: 'me',
  }
  const plain = { ...theirs, REPULL_KEY: 'sk_live_real' }
  const program = runProgram(t, ['exec', '--', 'node', '-e', client], {}, 'ignore', plain)
  t.equal(await program.ended, 0)
  const { status, env } = JSON.parse(program.stdout())
  t.equal(status, 200)
  t.match(env, { ...theirs, REPULL_KEY: 'sk_test_exec' })
  t.match(env.REPULL_API_URL, /^http:\/\/127\.0\.0\.1:\d+$/)
  t.equal(env.REPULL_API_BASE_URL, env.REPULL_API_URL)
  t.not(env.REPULL_API_URL, other.url, 'PORT is taken, and may be meant for the command')
  other.child.kill('SIGTERM')
  await other.ended
})

t.test('with API_KEYS the first of them is the key', async (t) => {
  const program = execNode(t, client, { API_KEYS: 'sk_test_first,sk_test_second' })
  t.equal(await program.ended, 0)
  t.match(JSON.parse(program.stdout()), { status: 200, env: { REPULL_KEY: 'sk_test_first' } })
})

t.test('a wildcard address becomes one that can be called', async (t) => {
  for (const [HOST, host] of [['0.0.0.0', '127.0.0.1'] as const, ['::', '[::1]'] as const]) {
    const program = execNode(t, client, { HOST })
    t.equal(await program.ended, 0)
    const { status, env } = JSON.parse(program.stdout())
    t.equal(status, 200)
    t.equal(new URL(env.REPULL_API_URL).hostname, host)
    t.equal(env.REPULL_MOCK_HOST, HOST)
  }
})

t.test('the log goes to stderr, from warn up', async (t) => {
  const quiet = execNode(t, client)
  t.equal(await quiet.ended, 0)
  t.match(
    quiet.stderr(),
    /^{"level":40,.*"warnings":\["unknown field colour"\],"msg":"answered"}\n$/,
    'the colour is ignored',
  )
})

t.test('flags before -- are ours, and behind it the command has all to itself', async (t) => {
  const theirs = ['--port', '1', '--help', '--', '-v']
  const program = runProgram(t, ['exec', '--log-level=info', '--', 'sh', '-c', 'echo "$@"', 'sh', ...theirs])
  t.equal(await program.ended, 0)
  t.equal(program.stdout(), `${theirs.join(' ')}\n`)
  t.match(program.stderr(), 'repull-mock listening on http://127.0.0.1:')
})

t.test('the command reads our stdin', async (t) => {
  const program = runProgram(t, ['exec', '--', 'cat'], {}, 'pipe')
  program.child.stdin?.end('from outside')
  t.equal(await program.ended, 0)
  t.equal(program.stdout(), 'from outside')
})

t.test('what cannot be run is one line', async (t) => {
  const missing = runProgram(t, ['exec', '--', 'no-such-program'])
  t.equal(await missing.ended, 127)
  t.equal(
    missing.stderr(),
    'repull-mock: there is no command "no-such-program"; check its spelling and PATH\n',
  )
  const file = join(t.testdir(), 'script.sh')
  await writeFile(file, '#!/bin/sh\necho ran\n', { mode: 0o644 })
  const forbidden = runProgram(t, ['exec', '--', file])
  t.equal(await forbidden.ended, 126)
  t.match(forbidden.stderr(), /^repull-mock: cannot run ".*script\.sh": [^\n]*EACCES; check [^\n]*\n$/)
  const none = runProgram(t, ['exec', 'npm', 'test'])
  t.equal(await none.ended, 2)
  t.match(none.stderr(), /^repull-mock: [^\n]*repull-mock exec -- npm test\n$/)
  for (const { stdout } of [missing, forbidden, none]) t.equal(stdout(), '')
})

t.test('a taken port ends it before the command runs', async (t) => {
  const first = await startProgram(t)
  const { port } = new URL(first.url)
  const program = runProgram(t, ['exec', '--port', port, '--', 'echo', 'ran'])
  t.equal(await program.ended, 3)
  t.match(program.stderr(), /^repull-mock: port \d+ of 127\.0\.0\.1 is in use;[^\n]*\n$/)
  t.equal(program.stdout(), '')
  first.child.kill('SIGTERM')
  await first.ended
})

t.test('a command that a signal ended is told as a shell would', async (t) => {
  t.equal(await execShell(t, 'kill -TERM $$').ended, 143)
  t.equal(await execShell(t, 'kill -KILL $$').ended, 137)
})

t.test('what the command leaves behind ends with it', async (t) => {
  const program = execShell(t, '(sleep 30; echo left behind) & echo $REPULL_API_URL; exit 4')
  t.equal(await program.ended, 4)
  t.notMatch(program.stdout(), 'left behind')
})

/** A script that says when it is ready, and how each signal is met. It gives up some day, lest a fault leave it here. */
function onSignals(handler: string): string {
  return `
const { REPULL_API_URL } = process.env
let count = 0
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, ${handler})
console.log('ready', process.pid, process.ppid, REPULL_API_URL)
setTimeout(() => process.exit(99), 60_000)
`
}

for (const [signal, code] of [['SIGINT', 11] as const, ['SIGTERM', 12] as const, ['SIGHUP', 13] as const]) {
  t.test(`${signal} goes on to the command, which ends as it likes`, async (t) => {
    const codes = '({ SIGINT: 11, SIGTERM: 12, SIGHUP: 13 })'
    const program = execNode(t, onSignals(`() => process.exit(${codes}[signal])`))
    const [, pid, , url] = (await program.line(/^ready/)).split(' ')
    program.child.kill(signal)
    t.equal(await program.ended, code)
    checkGone(t, pid)
    await checkFree(t, url)
  })
}

// Where the program ends at once, `ended` is the proof that nothing is left: it waits for all that hold its stdout.
t.test('a second signal ends a command that does not listen', async (t) => {
  for (const [second, code] of [['SIGINT', 130] as const, ['SIGHUP', 129] as const]) {
    const program = execNode(t, onSignals(`() => console.log('not now')`))
    const [, , , url] = (await program.line(/^ready/)).split(' ')
    program.child.kill('SIGINT')
    await program.line(/^not now/)
    program.child.kill(second)
    t.equal(await program.ended, code)
    await checkFree(t, url)
  }
})

t.test('a second signal ends what the command has started, too', async (t) => {
  const program = execShell(
    t,
    `
    trap 'echo not now' INT
    (trap '' INT; sleep 30; echo left behind) &
    echo ready $REPULL_API_URL
    wait; wait; wait`,
  )
  const [, url] = (await program.line(/^ready/)).split(' ')
  program.child.kill('SIGINT')
  await program.line(/^not now/)
  program.child.kill('SIGINT')
  t.equal(await program.ended, 130)
  t.notMatch(program.stdout(), 'left behind')
  await checkFree(t, url)
})

/** What makes the program run a script instead of listening, for which it waits until the script calls `go`. */
function beforeListening(script: string): Record<string, string> {
  const code = `
import { Server } from 'node:net'
const { listen } = Server.prototype
Server.prototype.listen = function (...args) {
  const waiting = setTimeout(() => {}, 60_000)
  const go = () => { clearTimeout(waiting); listen.apply(this, args) }
  ${script}
  return this
}`
  return { NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(code)}` }
}

t.test('a signal that comes before the server listens keeps the command from being run', async (t) => {
  const signalled = beforeListening(`process.once('SIGTERM', go); process.kill(process.pid, 'SIGTERM')`)
  const program = execShell(t, 'echo ran', signalled)
  t.equal(await program.ended, 143)
  t.equal(program.stdout() + program.stderr(), '')
})

t.test('two signals that come before the server listens end it at once', async (t) => {
  const signalled = beforeListening(`
    process.once('SIGTERM', () => process.kill(process.pid, 'SIGINT'))
    process.kill(process.pid, 'SIGTERM')`)
  const program = execShell(t, 'echo ran', signalled)
  t.equal(await program.ended, 130)
  t.equal(program.stdout() + program.stderr(), '')
})

t.test('on a terminal', { skip: !hasTerminal && 'needs the script of util-linux' }, async (t) => {
  /** Asks the mock before the handler goes on: it has met the signals of its own by the time that it answers. */
  const execOnTerminal = (handler: string) => {
    const meet = 'for (let at = 0; at < 3; at += 1) await fetch(REPULL_API_URL)'
    const script = onSignals(`async () => { count += 1; if (count === 1) { ${meet} } ${handler} }`)
    return runOnTerminal(t, ['exec', '--', 'node', '-e', script])
  }

  t.test('Ctrl-C reaches the command once', async (t) => {
    const program = execOnTerminal('console.log("interrupted " + count); process.exit(5)')
    await program.line(/^ready/)
    program.child.stdin?.write('\x03')
    t.equal(await program.ended, 5)
    t.match(program.stdout(), /interrupted 1\r\n$/)
  })

  t.test('a second Ctrl-C ends a command that does not listen', async (t) => {
    const program = execOnTerminal('if (count === 1) console.log("not now")')
    await program.line(/^ready/)
    program.child.stdin?.write('\x03')
    await program.line(/not now/)
    program.child.stdin?.write('\x03')
    t.equal(await program.ended, 130)
  })

  t.test('other signals go on to the command', async (t) => {
    const program = execOnTerminal('process.exit(6)')
    const [, , ppid] = (await program.line(/^ready/)).split(' ')
    process.kill(Number(ppid), 'SIGTERM')
    t.equal(await program.ended, 6)
  })

  t.test('the command reads what is typed', async (t) => {
    const program = runOnTerminal(t, [
      'exec',
      '--',
      'sh',
      '-c',
      'echo ready; read line < /dev/tty; echo "got $line"',
    ])
    await program.line(/^ready/)
    program.child.stdin?.write('hello\n')
    t.equal(await program.ended, 0)
    t.match(program.stdout(), /got hello\r\n$/)
  })
})
