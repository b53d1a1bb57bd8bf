import { existsSync, statSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { runDrillCommand } from '../../src/cli/drill.js'
import { readDrillArguments } from '../../src/cli/drill-arguments.js'
import { showProgress } from '../../src/cli/drill-progress.js'
import { readSettings } from '../../src/cli/settings.js'
import type { VerdictKind } from '../../src/drill/judge.js'
import { caseOf } from '../drill/made.js'
import { hasTerminal, programCommand, runCommand, runOnTerminal, runProgram } from '../helpers/process.js'

/** A test that reads a list once, and passes where that is answered. */
const reads = `
const { REPULL_API_URL: url, REPULL_KEY: key } = process.env
const read = (path = '') => fetch(url + '/v1/connect' + path, { headers: { 'x-api-key': key } })
`

/** Drills a script of Node, with the names of failures. */
function drill(t: Test, script: string, flags: readonly string[], plain: Record<string, string> = {}) {
  return runProgram(t, ['drill', ...flags, '--', 'node', '-e', reads + script], {}, 'ignore', plain)
}

const passing = `read().then((answer) => answer.json()).catch(() => {})`
const careful = `read().then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))`

t.test('without harm it ends with 0, and says what it found', async (t) => {
  const program = drill(t, careful, ['--only', 'internal_error', '--only', 'cut_before'])
  t.equal(await program.ended, 0)
  t.match(program.stdout(), /^GET \/v1\/connect {2}- {2}-$/m)
  t.match(program.stdout(), '2 of 2 cases: 0 recovered, 2 failed cleanly, 0 with harm, 0 hung.')
  t.match(
    program.stderr(),
    /^repull-mock: rehearsal: the command runs twice without a failure\nrepull-mock: 2 of \d+ cases, \d+ at once, about \d+ s\n$/,
  )
})

t.test('with harm it ends with 1, and every report says so', async (t) => {
  const folder = t.testdir()
  const files = ['a.html', 'a.json', 'a.xml'].map((name) => join(folder, name))
  const leaking = `read('?api_key=sk_test_secret').then(() => read()).catch(() => {})`
  const flags = ['--case', '1', '--seed', 'one', '--timeout', '20s', '--api-keys', 'sk_test_mine']
  const program = drill(t, leaking, [...flags, '--report', files.join()])
  t.equal(await program.ended, 1)
  t.match(program.stdout(), 'rule   secret-in-url: the app sends a secret in a URL')
  // Only what says how a case runs is repeated.
  t.match(
    program.stdout(),
    /again {2}(?:node \S*cli\.c?js) drill --timeout 20s --seed one --case 1 -- node -e '/,
  )
  t.match(program.stderr(), `repull-mock: the report is in ${files.join(' ')}\n`)
  const [page = '', json = '', xml = ''] = await Promise.all(files.map((file) => readFile(file, 'utf8')))
  t.match(page, '<b>secret-in-url</b>')
  t.match(JSON.parse(json), { seed: 'one', passed: false, cases: [{ id: '1', verdict: 'harm' }] })
  t.match(xml, '<failure type="secret-in-url"')
})

t.test('a rule that the file of the project allows does no harm', async (t) => {
  const folder = t.testdir({ 'drill.config.json': '{"allow": {"secret-in-url": "the key of a sandbox"}}' })
  const script = `read('?api_key=sk_test_secret').then(() => read()).catch(() => {})`
  const words = programCommand(['drill', '--case', '1', '--', 'node', '-e', reads + script], {})
  t.equal(await runCommand(t, words, {}, { cwd: folder }).ended, 0)
  const allowed = drill(t, script, ['--case', '1', '--allow', 'secret-in-url=a sandbox'])
  t.equal(await allowed.ended, 0)
})

t.test('what fails by itself is not drilled: 3, and the end of what it wrote', async (t) => {
  const failing = drill(t, `console.error('of itself'); process.exit(7)`, [])
  t.equal(await failing.ended, 3)
  t.match(
    failing.stderr(),
    /\nof itself\nrepull-mock: nothing was drilled: the test fails without any failure: it ended with 7\n$/,
  )
  t.equal(failing.stdout(), '')
  const silent = drill(t, '', [])
  t.equal(await silent.ended, 3)
  t.match(silent.stderr(), 'the test makes no call: it must call the address in REPULL_API_URL')
  const killed = drill(t, `process.kill(process.pid, 'SIGKILL')`, [])
  t.equal(await killed.ended, 3)
  t.match(killed.stderr(), 'it ended with 137')
  const missing = runProgram(t, ['drill', '--', 'no-such-program'])
  t.equal(await missing.ended, 3)
  t.match(missing.stderr(), '\nthere is no command "no-such-program"; check its spelling and PATH\n')
  const folder = runProgram(t, ['drill', '--', t.testdir()])
  t.equal(await folder.ended, 3)
  t.match(folder.stderr(), /\ncannot run ".*": .*EACCES; check that it is a program that may be executed\n/)
})

t.test('only the end of a long output is kept', async (t) => {
  const script = `
    let left = 20
    const write = () => process.stdout.write('x'.repeat(2500) + (left-- > 0 ? '' : 'end'), () =>
      left < 0 ? process.exit(1) : setTimeout(write, 5))
    write()`
  const long = drill(t, script, [])
  t.equal(await long.ended, 3)
  t.match(long.stderr(), /^x{4093}end\n/m)
})

t.test('a sample is as large as asked for, and its seed is one to be typed', async (t) => {
  // Any case may be drawn, but not one with a reply that this test would wait for.
  const unseeded = drill(t, passing, ['--only', 'internal_error', '--only', 'cut_before', '--max', '1'])
  t.equal(await unseeded.ended, 0)
  t.match(unseeded.stderr(), /1 of \d+ cases \(seed [a-z0-9]{1,6}\), /)
  const program = drill(t, passing, ['--max', '2', '--seed', 'one'])
  t.equal(await program.ended, 0)
  t.match(program.stdout(), '2 of 2 cases: 2 recovered')
  t.match(program.stderr(), /^repull-mock: 2 of \d+ cases \(seed one\)/m)
})

t.test('a report that cannot be written is 2, after the others', async (t) => {
  const folder = t.testdir({ 'a.html': {} })
  const files = ['a.html', 'new/folder/a.xml'].map((name) => join(folder, name))
  const program = drill(t, passing, ['--case', '1', '--report', files.join()])
  t.equal(await program.ended, 2)
  t.match(program.stdout(), '1 of 1 cases')
  t.match(program.stderr(), 'repull-mock: cannot write the report: EISDIR')
  t.match(program.stderr(), `repull-mock: the report is in ${files[1]}\n`)
  t.match(await readFile(files[1] as string, 'utf8'), '<testsuites')
})

t.test('a report for which there can be no folder is told before the drill', async (t) => {
  const folder = t.testdir({ file: '' })
  const program = drill(t, passing, ['--case', '1', '--report', join(folder, 'file/a.html')])
  t.equal(await program.ended, 2)
  t.match(program.stderr(), /^repull-mock: cannot write the report: E\S+: .*\n$/)
})

t.test('what a command leaves running outside of its group holds nothing up', async (t) => {
  const file = join(t.testdir(), 'pids')
  const leaving = `
    const options = { detached: true, stdio: 'inherit' }
    const child = require('node:child_process').spawn('sleep', ['60'], options)
    child.unref()
    require('node:fs').appendFileSync(process.env.PIDS, child.pid + '\\n')
    ${careful}`
  const beganMs = performance.now()
  const program = drill(t, leaving, ['--only', 'internal_error'], { PIDS: file })
  t.equal(await program.ended, 0)
  t.ok(performance.now() - beganMs < 30_000, 'it waits for none of them')
  t.match(program.stdout(), '1 of 1 cases: 0 recovered, 1 failed cleanly')
  for (const pid of (await readFile(file, 'utf8')).trim().split('\n')) process.kill(Number(pid))
})

t.test('what is in no case is 2', async (t) => {
  const misspelt = drill(t, passing, ['--only', 'internal_eror'])
  t.equal(await misspelt.ended, 2)
  t.match(
    misspelt.stderr(),
    /repull-mock: "internal_eror" is in no call of this test, and no failure; did you mean internal_error\? Failures: session_expired, /,
  )
  t.equal(misspelt.stdout(), '')
  const unknown = drill(t, passing, ['--only', '/v2/'])
  t.equal(await unknown.ended, 2)
  t.match(unknown.stderr(), 'repull-mock: "/v2/" is in no call of this test, and no failure. Failures: ')
  const missing = drill(t, passing, ['--case', '999'])
  t.equal(await missing.ended, 2)
  t.match(missing.stderr(), /there is no case 999; the cases of this test are 1 to \d+/)
  const none = drill(t, passing, ['--only', 'event_twice'])
  t.equal(await none.ended, 0)
  t.equal(none.stdout(), 'No case is what was asked for.\n')
})

t.test('bad usage is 2', async (t) => {
  const program = runProgram(t, ['drill', '--jobs', 'many', '--', 'true'])
  t.equal(await program.ended, 2)
  t.equal(program.stderr(), 'repull-mock: --jobs is "many"; it takes a whole number from 1 to 64\n')
})

t.test('what hangs is ended with all that it started, and is harm', async (t) => {
  const folder = t.testdir()
  const file = join(folder, 'pids')
  await writeFile(file, '')
  const hanging = `
    require('node:fs').appendFileSync(process.env.PIDS, process.pid + '\\n')
    read().then((answer) => answer.text())`
  const program = drill(t, hanging, ['--only', 'slow', '--timeout', '1s', '--jobs', '1'], { PIDS: file })
  t.equal(await program.ended, 1)
  t.match(program.stdout(), /^H #\d+ GET \/v1\/connect: the work is done, and the reply takes longer/m)
  const pids = (await readFile(file, 'utf8')).trim().split('\n')
  t.equal(pids.length, 4, 'two rehearsals, and two tries')
  for (const pid of pids) t.throws(() => process.kill(Number(pid), 0), { code: 'ESRCH' })
})

t.test('the inspector shows a case, until Ctrl-C', async (t) => {
  const program = drill(t, careful, ['--case', '2', '--inspect', 'on'])
  await until(() => program.stderr().includes('Ctrl-C ends.'))
  const [, url, workspace] = /(http:\S+)\/_mock#workspace=(\S+) shows it/.exec(program.stderr()) ?? []
  t.match(program.stdout(), '1 of 1 cases')
  const answer = await fetch(`${url}/_mock/requests?workspace=${workspace}`)
  t.match(await answer.json(), { data: [{ path: '/v1/connect', fault: { respond: { error: String } } }] })
  program.child.kill('SIGINT')
  t.equal(await program.ended, 0)
})

t.test('Ctrl-C ends with the report of what was run', async (t) => {
  const program = drill(t, `${passing}; setTimeout(() => {}, 300)`, ['--jobs', '1'])
  await until(() => program.stderr().includes(' cases, '))
  await sleep(2000)
  program.child.kill('SIGINT')
  t.equal(await program.ended, 130)
  t.match(program.stdout(), /^\d of \d+ cases: /m)
  t.match(program.stdout(), 'The drill was ended early (seed ')
})

t.test('before the first case there is nothing to report, and a second signal ends it at once', async (t) => {
  const file = join(t.testdir(), 'started')
  const waiting = `require('node:fs').appendFileSync(process.env.STARTED, 'x'); setTimeout(() => {}, 60_000)`
  const started = (count: number) => until(() => existsSync(file) && statSync(file).size === count)
  const stopped = drill(t, waiting, [], { STARTED: file })
  await started(1)
  stopped.child.kill('SIGTERM')
  t.equal(await stopped.ended, 143)
  t.equal(stopped.stdout(), '')
  t.match(stopped.stderr(), 'repull-mock: ended before the first case; there is nothing to report\n')
  const twice = drill(t, waiting, [], { STARTED: file })
  await started(2)
  twice.child.kill('SIGTERM')
  twice.child.kill('SIGHUP')
  t.ok([129, 143].includes(Number(await twice.ended)))
})

t.test(
  'on a terminal a bar shows how it goes',
  { skip: hasTerminal ? false : 'no script here' },
  async (t) => {
    const program = runOnTerminal(t, [
      'drill',
      '--jobs',
      '1',
      '--only',
      'internal_error',
      '--only',
      'gateway',
      '--',
      'node',
      '-e',
      reads + careful,
    ])
    await program.ended
    t.match(program.stdout(), /\[#+\.+\] 1\/2 {2}harm 0 {2}hung 0 {2}about \d+ s left\r +\r/)
  },
)

/** What is said of four cases, each of which takes so long. */
function progressOf(isTTY: boolean, eachMs: number): readonly string[] {
  const written: string[] = []
  let nowMs = 0
  const progress = showProgress({ isTTY, write: (text) => written.push(text) }, { now: () => nowMs }, 2)
  const judged = (done: number, verdict: VerdictKind) => {
    nowMs = done * eachMs
    progress.judged({ done, of: 4, report: caseOf({ verdict }), workspaceId: null })
  }
  progress.planned({
    cases: 4,
    of: 4,
    isSample: false,
    aboutMs: 20,
    seed: '1',
    differences: ['call 2 is another'],
  })
  judged(1, 'harm')
  judged(2, 'hung')
  judged(4, 'recovered')
  progress.planned({ cases: 1, of: 1, isSample: false, aboutMs: 94_000, seed: '1', differences: [] })
  nowMs = 0
  progress.judged({ done: 1, of: 2, report: caseOf(), workspaceId: null })
  progress.end()
  progress.end()
  return written
}

t.test('a bar grows, counts harm, says how long it takes, and goes in the end', async (t) => {
  const first = `[${'#'.repeat(6)}${'.'.repeat(18)}] 1/4  harm 1  hung 0  about 30 s left`
  const second = `[${'#'.repeat(12)}${'.'.repeat(12)}] 2/4  harm 1  hung 1  about 20 s left`
  const last = `[${'#'.repeat(12)}${'.'.repeat(12)}] 1/2  harm 1  hung 1  about 1 s left`
  t.strictSame(progressOf(true, 10_000), [
    'repull-mock: 4 cases, 2 at once, about 1 s\nrepull-mock: two rehearsals differ: call 2 is another\n',
    `\r${first}`,
    `\r${second}`,
    `\r${' '.repeat(second.length)}\r`,
    'repull-mock: 1 case, 2 at once, about 1 min 34 s\n',
    `\r${last}`,
    `\r${' '.repeat(last.length)}\r`,
  ])
})

t.test('without a terminal a line says so every half a minute', async (t) => {
  t.strictSame(progressOf(false, 16_000).slice(1, -1), [
    'repull-mock: 2 of 4 cases  harm 1  hung 1  about 32 s left\n',
  ])
  t.match(progressOf(false, 100_000)[1], '1 of 4 cases  harm 1  hung 0  about 5 min 0 s left')
})

t.test('a bug of the drill is no failure of the test', async (t) => {
  const [settings, drill] = [readSettings({ PORT: 0 }), readDrillArguments([], null)]
  const output = { write: () => {} }
  const command = ['no\0program'] as const
  await t.rejects(
    runDrillCommand({ command, settings, drill }, output, output, () => {}),
    { code: 'ERR_INVALID_ARG_VALUE' },
  )
})

/** Waits until something holds. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await sleep(20)
}
