import { execFile } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import t, { type Test } from 'tap'
import { installedCopy } from '../helpers/installed.js'
import { type Program, runCommand } from '../helpers/process.js'

const root = fileURLToPath(new URL('../..', import.meta.url))

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

/** Says whether Node takes what was compiled before for what it would compile of a bundle. */
const isTaken = `
  const { readFileSync } = require('node:fs')
  const [, cache] = process.argv
  const text = readFileSync(cache.replace(/(?<=\\.cjs).*/, ''), 'latin1')
  const script = new (require('node:vm').Script)(text, { cachedData: readFileSync(cache) })
  console.log(!script.cachedDataRejected)`

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
    const { project, folder, program } = await installedCopy(t)
    const run = (words: readonly string[], settings: Record<string, string> = {}) =>
      runCommand(t, words, { PATH, ...settings }, { cwd: project })
    const kept = async () => (await readdir(join(folder, 'bundle'))).filter((name) => /\.cjs\./.test(name))

    t.test('npx runs it', async (t) => {
      const version = run(['npx', 'repull-mock', '--version'])
      t.equal(await version.ended, 0)
      t.match(version.stdout(), /^\d+\.\d+\.\d+\n$/)
      t.notMatch(version.stderr(), /Warning|EBADENGINE/)
    })

    t.test('it serves, stops, and starts again from what it compiled', async (t) => {
      for (const _ of ['without', 'with']) {
        const server = run([program], { PORT: '0', LOG_FORMAT: 'json' })
        const { url } = JSON.parse(await server.line(/listening on/))
        await openSession(t, url)
        while (!(await kept()).some((name) => name.endsWith('.cache'))) await setTimeout(50)
        server.child.kill('SIGTERM')
        await checkEnd(t, server, 0)
      }
      const [cache = '', ...others] = await kept()
      t.match(cache, new RegExp(`\\.v${major}\\.[\\d.]+-${process.arch}\\.cache$`))
      t.strictSame(others, [])
      const file = join(folder, 'bundle', cache)
      const judge = run(['node', '-e', isTaken, file])
      await checkEnd(t, judge, 0)
      t.equal(judge.stdout(), 'true\n', 'this Node takes it')
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
