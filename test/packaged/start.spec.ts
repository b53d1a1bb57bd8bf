import { chmod, cp, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { installedCopy } from '../helpers/installed.js'
import { type Program, runCommand, untilGone } from '../helpers/process.js'
import { root } from '../helpers/project.js'

/** All that a start takes of a checkout. */
const parts = [
  'build',
  'openapi.yaml',
  'openapi-2026-07.yaml',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  '.npmrc',
]

/** A checkout in which nothing was built, and where everything was installed or nothing. */
async function checkout(t: Test, isInstalled: boolean): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'repull-mock-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  for (const name of parts) await cp(join(root, name), join(folder, name), { recursive: true })
  const isSource = (file: string) => !/\.js(?:\.map)?$/.test(file)
  await cp(join(root, 'src'), join(folder, 'src'), { recursive: true, filter: isSource })
  if (isInstalled) await symlink(join(root, 'node_modules'), join(folder, 'node_modules'))
  return folder
}

type Options = Parameters<typeof runCommand>[3]

function npmStart(t: Test, cwd: string, options: Options = {}): Program {
  return runCommand(t, ['npm', 'start'], { PORT: '0', REPULL_MOCK_LOG_FORMAT: 'json' }, { cwd, ...options })
}

/** Waits until it is ready, and tells which process serves, and after how long. */
async function ready(program: Program): Promise<{ readonly pid: number; readonly tookMs: number }> {
  const started = performance.now()
  const { pid } = JSON.parse(await program.line(/listening on/))
  return { pid, tookMs: Math.round(performance.now() - started) }
}

/** The superuser may write everywhere; 65534 is nobody. */
const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {}

t.test('npm start builds what is out of date, once, and ends with npm', async (t) => {
  const folder = await checkout(t, true)
  const builtAt = async () => (await stat(join(folder, 'bundle/server.cjs'))).mtimeMs
  const limits = [15_000, 3000, 3000]
  const times: number[] = []
  for (const [at, signal] of (['SIGTERM', 'SIGINT', 'SIGHUP'] as const).entries()) {
    const program = npmStart(t, folder)
    const { pid, tookMs } = await ready(program)
    t.comment(`measured: ready after ${tookMs} ms`)
    t.ok(tookMs < (limits[at] ?? 0), `${tookMs} ms`)
    times.push(await builtAt())
    t.equal(program.stderr().includes('building the program'), at === 0, 'it says why the first one waits')
    program.child.kill(signal)
    await program.ended
    await t.resolves(untilGone(pid), signal)
  }
  t.equal(new Set(times).size, 1, 'it was built once')
  const source = join(folder, 'src/package-file.ts')
  const text = await readFile(source, 'utf8')
  await writeFile(source, text.replace(/return \(JSON\.parse.*/, "return '9.9.9'"))
  const changed = npmStart(t, folder)
  const { url } = JSON.parse(await changed.line(/listening on/))
  t.match(await (await fetch(`${url}/v1/health`)).json(), { version: '9.9.9' })
  t.not(await builtAt(), times[0], 'a source that changed is built')
  changed.child.kill('SIGTERM')
  await changed.ended
})

t.test('what was built starts where nothing is installed, and where nobody may write', async (t) => {
  const folder = await checkout(t, false)
  await cp(join(root, 'bundle'), join(folder, 'bundle'), { recursive: true })
  for (const name of [folder, join(folder, 'bundle')]) await chmod(name, 0o755)
  for (const options of [{}, nobody]) {
    const program = npmStart(t, folder, options)
    const { pid } = await ready(program)
    program.child.kill('SIGTERM')
    await program.ended
    await t.resolves(untilGone(pid))
  }
})

t.test('where it cannot be built, one line says what is missing and what to do', async (t) => {
  const words = [process.execPath, 'build/start.js']
  const bare = await checkout(t, false)
  const missing = runCommand(t, words, {}, { cwd: bare })
  t.equal(await missing.ended, 2)
  t.match(missing.stderr(), /^repull-mock: the program is not built, .* run "npm ci".*\n$/)
  const locked = await checkout(t, true)
  await chmod(locked, 0o555)
  const refused = runCommand(t, words, {}, { cwd: locked, ...nobody })
  t.equal(await refused.ended, 2)
  t.match(refused.stderr(), /^repull-mock: the program is not built, .* may not be written to.*\n$/m)
  t.notOk((await readdir(locked)).includes('bundle'))
})

t.test('what npx runs ends with npx', async (t) => {
  const { project } = await installedCopy(t)
  // A shell waits for what it runs before it heeds an interrupt; a terminal interrupts all of them.
  for (const [signal, isOfAll] of [
    ['SIGTERM', false],
    ['SIGHUP', false],
    ['SIGINT', true],
    ['SIGHUP', true],
  ] as const) {
    const settings = { PORT: '0', REPULL_MOCK_LOG_FORMAT: 'json' }
    const program = runCommand(t, ['npx', 'repull-mock'], settings, { cwd: project, detached: true })
    const { pid } = await ready(program)
    process.kill((isOfAll ? -1 : 1) * (program.child.pid ?? 0), signal)
    await program.ended
    await t.resolves(untilGone(pid), `${signal} to ${isOfAll ? 'all' : 'npx'}`)
  }
})
