import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import type { DrillReport } from '../../src/index.js'
import { runCommand } from '../helpers/process.js'
import { root } from '../helpers/project.js'

// Hundreds of processes take minutes where others work, too.
t.setTimeout(30 * 60_000)

/** Drills a command in the root of the project, and returns the report and how much memory the drill itself had. */
async function drill(t: Test, folder: string, flags: readonly string[], command: readonly string[]) {
  const file = join(folder, 'report.json')
  const words = ['node', 'bundle/cli.cjs', 'drill', ...flags, '--report', file, '--', ...command]
  const program = runCommand(t, words, {}, { cwd: root })
  let peakMb = 0
  const watching = setInterval(() => {
    peakMb = peakMbOf(program.child.pid as number) ?? peakMb
  }, 200)
  const code = await program.ended
  clearInterval(watching)
  t.ok(code === 0 || code === 1, program.stderr())
  return { code, report: JSON.parse(await readFile(file, 'utf8')) as DrillReport, peakMb }
}

/** The most memory that a process has had; undefined where the system does not show it, or when it has ended. */
function peakMbOf(pid: number): number | undefined {
  try {
    const kb = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return kb === undefined ? undefined : Math.round(Number(kb) / 1024)
  } catch {
    return undefined
  }
}

const verdicts = ({ cases }: DrillReport) =>
  cases.map(({ id, target, failure, verdict, broken }) => ({
    id,
    target,
    failure,
    verdict,
    rules: broken.map(({ rule }) => rule),
  }))

t.test('the command of docs/drill.md', async (t) => {
  const words = 'node bundle/cli.cjs drill --only slow -- node examples/drill/check.js'.split(' ')
  const program = runCommand(t, words, {}, { cwd: root })
  t.equal(await program.ended, 0, program.stdout())
})

for (const [program, ...args] of [
  ['node', 'examples/drill/check.js'],
  ['python3', 'examples/drill/connect.py'],
  ['bash', 'examples/drill/connect.sh'],
] as const) {
  const skip = spawnSync(program, ['--version']).status === 0 ? false : `there is no ${program}`
  t.test(`${program} ${args.join(' ')} does no harm`, { skip }, async (t) => {
    const { code, report } = await drill(t, t.testdir(), ['--timeout', '20s'], [program, ...args])
    const wrong = report.cases.filter(({ verdict }) => !['recovered', 'failed'].includes(verdict))
    t.strictSame(wrong, [])
    t.equal(code, 0)
    t.ok(report.counts.run > 30, `${report.counts.run} cases`)
  })
}

/** A test with 40 calls. */
const manyCalls = `
import { ConnectApp } from '${root}examples/drill/app.js'
const { REPULL_API_URL: baseUrl, REPULL_KEY: apiKey } = process.env
const app = new ConnectApp({ baseUrl, apiKey, timeoutMs: 2000 })
app.url = 'http://127.0.0.1:9'
const providers = ['airbnb', 'booking', 'vrbo', 'plumguide', 'hostaway', 'guesty', 'bookingsync', 'ownerrez',
  'smoobu', 'beds24', 'igms', 'hospitable', 'lodgify']
for (const provider of providers) {
  await app.isConnected(provider)
  const { id } = await app.open(provider)
  await app.call('GET', '/v1/connect/sessions/' + id)
}
await app.call('GET', '/v1/connect')
`

t.test('forty calls have hundreds of cases, which end soon', async (t) => {
  const folder = t.testdir()
  const file = join(folder, 'many.mjs')
  await writeFile(file, manyCalls)
  const flags = ['--max', '300', '--seed', 'one', '--timeout', '60s']
  const began = Date.now()
  const first = await drill(t, folder, flags, ['node', file])
  const tookMs = Date.now() - began
  t.comment(
    `measured: ${first.report.counts.run} cases in ${Math.round(tookMs / 1000)} s, ${first.peakMb} MB`,
  )
  t.equal(first.report.rehearsal.calls.length, 40)
  t.equal(first.report.counts.run, 300)
  t.strictSame(
    first.report.cases.filter(({ verdict }) => !['recovered', 'failed'].includes(verdict)),
    [],
  )
  t.ok(first.peakMb < 400, `${first.peakMb} MB`)
  if (process.env.QUIET_MACHINE === '1') t.ok(tookMs < 90_000, `it took ${tookMs} ms`)
})

t.test('a sample ends alike with one seed, however many cases run at once', async (t) => {
  const folder = t.testdir()
  const file = join(folder, 'many.mjs')
  await writeFile(file, manyCalls)
  const flags = ['--max', '40', '--seed', 'two', '--timeout', '60s']
  const first = await drill(t, folder, flags, ['node', file])
  t.equal(first.report.counts.run, 40)
  const second = await drill(t, folder, [...flags, '--jobs', '4'], ['node', file])
  t.strictSame(verdicts(second.report), verdicts(first.report))
})
