import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { runDrillCommand } from '../../src/cli/drill.js'
import { readDrillArguments } from '../../src/cli/drill-arguments.js'
import { readSettings } from '../../src/cli/settings.js'
import { drill } from '../../src/drill/drilled-test.js'
import { type DrillReport, startMock } from '../../src/index.js'

/** A test as a module: it opens a session, reads it, and repeats without a key what it got no reply to. */
const source = `
export async function connect(url, key, signal) {
  const call = async (method, path) => {
    const answer = await fetch(url + path, { method, signal, headers: { 'x-api-key': key } })
    return { status: answer.status, ...(await answer.json()) }
  }
  const again = (method, path) => call(method, path).catch(() => call(method, path))
  const { status, id } = await again('POST', '/v1/connect/airbnb')
  if (status >= 400) throw new Error('refused')
  await again('GET', '/v1/connect/sessions/' + id)
}
`

const said = ({ rehearsal, counts, cases }: DrillReport) => ({
  calls: rehearsal.calls,
  counts,
  cases: cases.map(({ id, target, failure, text, verdict, broken, exitCode, faults }) => ({
    ...{ id, target, failure, text, verdict, exitCode, faults },
    rules: broken.map(({ rule, calls }) => ({ rule, calls })),
  })),
})

t.test('a test is drilled in process as its command is: the same plan, the same verdicts', async (t) => {
  const folder = t.testdir({ 'connect.mjs': source })
  const file = join(folder, 'connect.mjs')
  const program = join(folder, 'main.mjs')
  await writeFile(
    program,
    `import { connect } from './connect.mjs'
     const { REPULL_API_URL: url, REPULL_KEY: key } = process.env
     await connect(url, key).catch(() => process.exit(1))`,
  )
  const failures = ['reply_lost', 'internal_error', 'session_expired', 'time', 'cut_before']
  const report = join(folder, 'report.json')
  const flags = [...failures.map((name) => ['--only', name] as const), ['--report', report] as const]
  const command = [process.execPath, program] as const
  const asked = { command, settings: readSettings({ PORT: 0 }), drill: readDrillArguments(flags, null) }
  const output = { write: () => {} }
  const code = await runDrillCommand(asked, output, output, () => {})

  const mock = await startMock()
  t.teardown(() => mock.close())
  const { connect } = (await import(file)) as {
    connect: (url: string, key: string, signal: AbortSignal) => Promise<void>
  }
  const inProcess = await drill(mock, (repull, { signal }) => connect(repull.url, repull.apiKey, signal), {
    only: failures,
  })
  const asCommand = JSON.parse(await readFile(report, 'utf8')) as DrillReport
  t.strictSame(said(JSON.parse(JSON.stringify(inProcess))), said(asCommand))
  t.equal(code, 1)
  t.match(inProcess, { passed: false, counts: { run: 7, harm: 2 } })
})
