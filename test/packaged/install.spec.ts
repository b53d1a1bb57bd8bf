import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { installed } from '../helpers/installed.js'
import { type Program, runCommand } from '../helpers/process.js'

const { project, folder, said, tarball } = await installed()
const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))

/** Runs a script of Node in the project. */
function runScript(t: Test, kind: 'module' | 'commonjs', script: string): Program {
  return runCommand(t, [process.execPath, `--input-type=${kind}`, '--eval', script], {}, { cwd: project })
}

t.test('it is one package, which comes without a network and without a warning', async (t) => {
  t.match(said, /^added 1 package\b/m)
  t.notMatch(said, /EBADENGINE|deprecated|ERESOLVE|install-scripts/)
  const names = await readdir(join(project, 'node_modules'))
  t.strictSame(
    names.filter((name) => !name.startsWith('.')),
    ['repull-mock'],
  )
})

t.test('npx runs it from the tarball, and where it is installed', async (t) => {
  const cwd = t.testdir({ 'package.json': '{}' })
  const words = ['npx', '--offline', '--yes', '--package', tarball, 'repull-mock', '--version']
  const fetched = runCommand(t, words, { npm_config_cache: join(cwd, 'cache') }, { cwd })
  t.equal(await fetched.ended, 0)
  t.equal(fetched.stdout(), `${version}\n`)
  const found = runCommand(t, ['npx', 'repull-mock', '--help'], {}, { cwd: project })
  t.equal(await found.ended, 0)
  t.match(found.stdout(), '--port')
})

t.test('what it says names no file that it does not bring', async (t) => {
  const help = runCommand(t, ['npx', 'repull-mock', '--help'], {}, { cwd: project })
  await help.ended
  const pages = runScript(
    t,
    'module',
    `import { startMock } from 'repull-mock'
    const mock = await startMock()
    for (const path of ['', '_mock', 'docs', 'docs/errors', 'docs/errors/session_expired', 'demo/callback', 'llms.txt', 'openapi.json'])
      console.log(await (await fetch(mock.url + '/' + path, { headers: { accept: 'text/html' } })).text())
    await mock.close()`,
  )
  t.equal(await pages.ended, 0)
  const said = help.stdout() + pages.stdout()
  const names = new Set(said.match(/[\w./-]*\w\.(?:md|ya?ml)\b|\.env\.example/g))
  for (const name of names) t.ok(existsSync(join(folder, new URL(name, 'file:///').pathname)), name)
})

t.test('the library is imported by ES modules and from CommonJS', async (t) => {
  for (const kind of ['module', 'commonjs'] as const) {
    const program = runScript(
      t,
      kind,
      `import('repull-mock').then(async ({ startMock }) => {
        const mock = await startMock()
        console.log((await fetch(mock.url + '/v1/health')).status)
        await mock.close()
      })`,
    )
    t.equal(await program.ended, 0)
    t.strictSame([program.stdout(), program.stderr()], ['200\n', ''])
  }
})

t.test('it is required, and is the same', async (t) => {
  const program = runScript(
    t,
    'commonjs',
    `const { ControlError } = require('repull-mock')
    import('repull-mock').then((imported) => console.log(imported.ControlError === ControlError))`,
  )
  t.equal(await program.ended, 0)
  t.strictSame([program.stdout(), program.stderr()], ['true\n', ''])
})

t.test('to import it changes nothing, as the package says, and keeps nothing running', async (t) => {
  const program = runScript(
    t,
    'module',
    `const seen = () => JSON.stringify([
      Reflect.ownKeys(globalThis).map(String), process.eventNames().map((name) => [String(name), process.listenerCount(name)]), process.env,
    ])
    const before = seen()
    await import('repull-mock')
    console.log(seen() === before)`,
  )
  t.equal(await program.ended, 0)
  t.strictSame([program.stdout(), program.stderr()], ['true\n', ''])
})

t.test('its other files are found by name, and what is private is not', async (t) => {
  const program = runScript(
    t,
    'commonjs',
    `for (const name of ['openapi.json', 'openapi.yaml', 'openapi-2026-07.yaml', 'package.json', 'bundle/cli.cjs'])
      try { console.log(require.resolve('repull-mock/' + name)) } catch ({ code }) { console.log(code) }`,
  )
  t.equal(await program.ended, 0)
  t.strictSame(program.stdout().split('\n'), [
    join(folder, 'bundle/openapi.json'),
    join(folder, 'openapi.yaml'),
    join(folder, 'openapi-2026-07.yaml'),
    join(folder, 'package.json'),
    'ERR_PACKAGE_PATH_NOT_EXPORTED',
    '',
  ])
})
