import { execFile } from 'node:child_process'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import t, { type Test } from 'tap'
import { installedCopy } from '../helpers/installed.js'
import { type Program, runCommand } from '../helpers/process.js'
import { root } from '../helpers/project.js'

/** The folder that has the program of a version of Node. */
async function folderOf(major: string): Promise<string> {
  if (process.versions.node.startsWith(`${major}.`)) return dirname(process.execPath)
  return (await promisify(execFile)(join(root, '.ci/node'), [major])).stdout.trim()
}

/** Checks how a program ended, and that neither it nor Node warned of anything. */
async function checkEnd(t: Test, program: Program, code: number): Promise<void> {
  t.equal(await program.ended, code)
  t.equal(program.stderr(), '')
}

async function openSession(t: Test, url: string): Promise<void> {
  const headers = { authorization: 'Bearer sk_test_nodes', connection: 'close' }
  const { status } = await fetch(`${url}/v1/connect/airbnb`, { method: 'POST', headers })
  t.equal(status, 200, 'a session opens')
}

/** Works with a mock in the same process. */
const used = `async ({ startMock, SettingsError }) => {
  const mock = await startMock({ settings: { SESSION_TTL: '5s' } })
  const headers = { authorization: 'Bearer ' + mock.apiKey }
  const { id } = await (await fetch(mock.url + '/v1/connect/airbnb', { method: 'POST', headers })).json()
  await mock.clock.advance('5s')
  const { status } = await mock.sessions.get(id)
  const wrong = await startMock({ settings: { PORT: 'x' } }).catch((error) => error instanceof SettingsError)
  await mock.close()
  console.log(process.versions.node.split('.')[0], status, wrong)
}`

for (const major of ['20', '22', '24', '26']) {
  t.test(`on Node ${major}`, async (t) => {
    const PATH = `${await folderOf(major)}:${process.env.PATH}`
    const { project, program } = await installedCopy(t)
    const run = (words: readonly string[], settings: Record<string, string> = {}) =>
      runCommand(t, words, { PATH, ...settings }, { cwd: project })

    t.test('npx runs it', async (t) => {
      const version = run(['npx', 'repull-mock', '--version'])
      t.equal(await version.ended, 0)
      t.match(version.stdout(), /^\d+\.\d+\.\d+\n$/)
      t.notMatch(version.stderr(), /Warning|EBADENGINE/)
    })

    t.test('it serves and stops', async (t) => {
      const server = run([program], { PORT: '0', REPULL_MOCK_LOG_FORMAT: 'json' })
      const { url } = JSON.parse(await server.line(/listening on/))
      await openSession(t, url)
      server.child.kill('SIGTERM')
      await checkEnd(t, server, 0)
    })

    t.test('exec passes the environment in and the exit code out', async (t) => {
      const script = `
        const { REPULL_API_URL, REPULL_KEY } = process.env
        fetch(REPULL_API_URL + '/v1/connect', { headers: { authorization: 'Bearer ' + REPULL_KEY } })
          .then(({ status }) => { console.log(process.versions.node, status); process.exit(7) })`
      const command = run([program, 'exec', '--', 'node', '-e', script])
      await checkEnd(t, command, 7)
      t.match(command.stdout(), new RegExp(`^${major}\\.[\\d.]+ 200\n$`))
    })

    t.test('a mock in an ES module, and in CommonJS, imported or required', async (t) => {
      for (const [kind, script] of [
        ['module', `import * as library from 'repull-mock'; await (${used})(library)`],
        ['commonjs', `import('repull-mock').then(${used})`],
        ['commonjs', `(${used})(require('repull-mock'))`],
      ] as const) {
        const program = run(['node', `--input-type=${kind}`, '--eval', script])
        await checkEnd(t, program, 0)
        t.equal(program.stdout(), `${major} expired true\n`)
      }
    })
  })
}
