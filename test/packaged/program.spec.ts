import { chmod, mkdir, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { installedCopy } from '../helpers/installed.js'
import { type Program, runCommand } from '../helpers/process.js'

/** Runs the program with a command that asks it. */
function execAsk(
  t: Test,
  program: string,
  { settings = {}, ...options }: Parameters<typeof runCommand>[3] & AskOptions = {},
): Program {
  const script = `
    fetch(process.env.REPULL_API_URL + '/v1/health').then(({ status }) => console.log(status))`
  return runCommand(t, [program, 'exec', '--', process.execPath, '-e', script], settings, options)
}

interface AskOptions {
  readonly settings?: Record<string, string>
}

/** Checks that it answered its command, and complained of nothing. */
async function checkAnswered(t: Test, program: Program): Promise<void> {
  t.equal(await program.ended, 0)
  t.strictSame([program.stdout(), program.stderr()], ['200\n', ''])
}

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  t.test(`${signal} ends it well, and at once, though somebody listens to its events`, async (t) => {
    const { program } = await installedCopy(t)
    const server = runCommand(t, [program], { PORT: '0', REPULL_MOCK_LOG_FORMAT: 'json' })
    const { url } = JSON.parse(await server.line(/listening on/))
    const events = await fetch(`${url}/_mock/events`)
    const heard = events.text()
    const started = performance.now()
    server.child.kill(signal)
    t.equal(await server.ended, 0)
    const tookMs = Math.round(performance.now() - started)
    t.comment(`measured: ended ${tookMs} ms after ${signal}`)
    t.ok(tookMs < 10_000, 'it waits for nobody who listens')
    t.equal(server.stderr(), '')
    await t.resolves(heard)
  })
}

t.test('where nobody may write it runs as well', async (t) => {
  const { project, program, folder } = await installedCopy(t)
  await chmod(join(folder, 'bundle'), 0o555)
  t.teardown(() => chmod(join(folder, 'bundle'), 0o755))
  for (const place of [join(project, '..'), project]) await chmod(place, 0o755)
  // The superuser may write everywhere; 65534 is nobody.
  const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {}
  await checkAnswered(t, execAsk(t, program, nobody))
})

t.test('its folder may have any name', async (t) => {
  const { project, program } = await installedCopy(t, `ünï "空" #1 100%25 'x' ? & $HOME`)
  await checkAnswered(t, execAsk(t, program))
  const script = `import('repull-mock')
    .then(({ startMock }) => startMock())
    .then(async (mock) => { console.log((await fetch(mock.url + '/openapi.json')).status); await mock.close() })`
  const library = runCommand(t, [process.execPath, '-e', script], {}, { cwd: project })
  await checkAnswered(t, library)
})

t.test('it runs from any folder, even from one that is gone', async (t) => {
  const { program } = await installedCopy(t)
  await checkAnswered(t, execAsk(t, program, { cwd: '/' }))
  const cwd = join(t.testdir(), 'gone')
  await mkdir(cwd)
  const words = ['sh', '-c', 'rmdir "$PWD" && exec "$@"', 'sh', program, '--version']
  const version = runCommand(t, words, {}, { cwd })
  t.equal(await version.ended, 0)
  t.equal(version.stderr(), '')
  await t.rejects(rmdir(cwd), { code: 'ENOENT' })
})

t.test('it does nothing that Node warns of, and options of Node do not disturb it', async (t) => {
  const { program } = await installedCopy(t)
  for (const NODE_OPTIONS of [
    '--throw-deprecation --pending-deprecation',
    '--disable-proto=throw --unhandled-rejections=strict',
    '--enable-source-maps --stack-trace-limit=0',
  ])
    await checkAnswered(t, execAsk(t, program, { settings: { NODE_OPTIONS } }))
})

t.test('it takes an environment as large as the system lets one be', async (t) => {
  const { program } = await installedCopy(t)
  const names = Array.from({ length: 10 }, (_, at) => [`LARGE_${at}`, 'x'.repeat(100_000)])
  await checkAnswered(t, execAsk(t, program, { settings: Object.fromEntries(names) }))
})

t.test('its client of Redis is in it', async (t) => {
  const { program } = await installedCopy(t)
  const settings = {
    PORT: '0',
    REPULL_MOCK_LOG_FORMAT: 'json',
    REPULL_MOCK_STORE_URL: 'redis://127.0.0.1:1',
  }
  const server = runCommand(t, [program], settings)
  t.match(JSON.parse(await server.line(/store/)), { reason: 'ECONNREFUSED' })
  server.child.kill('SIGTERM')
  t.equal(await server.ended, 0)
})
