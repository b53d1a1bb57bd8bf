import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { installedCopy } from '../helpers/installed.js'
import { runCommand, startLine } from '../helpers/process.js'

/** A test that asks the mock that it is told of. */
const asks = `
  const { REPULL_API_BASE_URL, REPULL_KEY, PORT, API_KEYS } = process.env
  fetch(REPULL_API_BASE_URL + '/v1/connect', { headers: { 'x-api-key': REPULL_KEY } })
    .then(({ status }) => console.log(status, PORT, API_KEYS))`

t.test('where it is installed, a test command runs beside it, in an environment of its own', async (t) => {
  const { project } = await installedCopy(t)
  const scripts = { test: 'node asks.js' }
  await writeFile(join(project, 'package.json'), JSON.stringify({ private: true, scripts }))
  await writeFile(join(project, 'asks.js'), asks)
  const theirs = { PORT: '3000', HOST: 'x86_64-conda-linux-gnu', LOG_LEVEL: 'INFO', API_KEYS: 'abc' }
  const words = 'npx repull-mock exec -- npm test'.split(' ')
  const program = runCommand(t, words, theirs, { cwd: project })
  t.equal(await program.ended, 0, program.stderr())
  t.match(program.stdout(), /^200 3000 abc$/m)
  t.match(
    program.stderr(),
    /^repull-mock: API_KEYS in the environment is not read; [^\n]*REPULL_MOCK_API_KEYS\n$/,
  )
})

t.test('a test command is drilled', async (t) => {
  const { project } = await installedCopy(t)
  const scripts = { test: 'node asks.js' }
  await writeFile(join(project, 'package.json'), JSON.stringify({ private: true, scripts }))
  await writeFile(join(project, 'asks.js'), asks)
  const words = 'npx repull-mock drill -- npm test'.split(' ')
  const program = runCommand(t, words, {}, { cwd: project })
  t.ok([0, 1].includes(Number(await program.ended)), program.stderr())
  t.match(program.stdout(), /^\d+ of \d+ cases: /m)
})

t.test('the URL to wait for is the one of the ready line', async (t) => {
  const { project } = await installedCopy(t)
  const { url } = await startLine(t, 'npx repull-mock', project)
  const words = ['npx', '--yes', 'wait-on', '--timeout', '20s', url]
  const waiting = runCommand(t, words, { npm_config_cache: join(project, 'cache') }, { cwd: project })
  t.equal(await waiting.ended, 0, waiting.stderr())
})
