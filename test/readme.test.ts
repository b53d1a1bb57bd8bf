import { execFile, spawn, spawnSync } from 'node:child_process'
import { cp, readFile, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import t, { type Test } from 'tap'
import { declarations } from '../src/settings.js'
import { copyPackage } from './helpers/package.js'
import { cleanly, startProgram } from './helpers/process.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8')

/** Commands, each with the JSON that the README prints below it, if any. */
const blocks = [...readme.matchAll(/```sh\n([\s\S]*?)```(?:\n\n```json\n([\s\S]*?)```)?/g)].map(
  ([, command = '', answer]) => ({ command: command.trim(), answer }),
)
const isWalk = ({ command }: { command: string }) => /curl|complete/.test(command)

/** What differs from run to run. */
function masked(json: string): string {
  return json
    .replace(/\b(cs|req)_[0-9A-Z]{26}\b/g, '$1_…')
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, 'an instant')
    .replace(/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, 'a UUID')
    .replace(/\b[0-9a-f]{64}\b/, 'a signature')
    .replace(/127\.0\.0\.1:(?!9\/)\d+/g, 'the server')
    .replace(/"durationMs": ?[\d.]+/, '"durationMs": 0')
}

t.test('the commands are those that this test runs', async (t) => {
  t.strictSame(
    blocks.filter((block) => !isWalk(block)).map(({ command }) => command),
    [
      'npm ci && npm start',
      'node dist/cli.js exec -- npm test', // test/exec.test.ts
      'node dist/cli.js exec -- python3 examples/python/connect.py', // .ci/examples
      'npm ci && npm test', // what runs this test
      'docker build -t repull-mock .\ndocker run --rm -p 7855:7855 repull-mock',
    ],
  )
})

/** A copy to build in, because other tests run what is built here. */
async function copyProject(t: Test): Promise<string> {
  const copy = t.testdir()
  for (const name of [
    'package.json',
    'tsconfig.json',
    'tsconfig.build.json',
    'openapi.yaml',
    'build',
    'src',
  ]) {
    await cp(join(root, name), join(copy, name), { recursive: true })
  }
  await symlink(join(root, 'node_modules'), join(copy, 'node_modules'))
  return copy
}

t.test('npm start builds and serves', async (t) => {
  const cwd = await copyProject(t)
  const [command, ...args] = cleanly(['npm', 'start'], { PORT: '0' })
  const child = spawn(command, args, { cwd, detached: true })
  t.teardown(() => process.kill(-(child.pid as number), 'SIGKILL'))
  const url = await new Promise<string>((resolve, reject) => {
    let out = ''
    child.stdout.on('data', (chunk) => {
      out += chunk
      const [, url] = /repull-mock listening on (http:\/\/127\.0\.0\.1:\d+)/.exec(out) ?? []
      if (url) resolve(url)
    })
    child.on('close', () => reject(new Error(out)))
  })
  const answer = await fetch(`${url}/openapi.json`)
  t.match(await answer.json(), { openapi: '3.1.0' }, 'the built server finds its description')
})

t.test('the walk prints what the README shows', async (t) => {
  const { url } = await startProgram(t)
  const walk = blocks.filter(isWalk)
  const script = walk.map(({ command }) => `${command}\nprintf '\\n@@@\\n'`).join('\n')
  const { stdout } = await promisify(execFile)('bash', [
    '-ec',
    script.replaceAll('http://127.0.0.1:7855', url),
  ])
  const printed = stdout.split('@@@')
  walk.forEach(({ command, answer }, at) => {
    t.ok(answer, `${command} shows an answer`)
    const got = JSON.parse(masked(printed[at] ?? ''))
    t.strictSame(got, JSON.parse(masked(answer ?? '')), command)
  })
})

t.test('the test in its own process passes', async (t) => {
  const [, code] = /```js\n([\s\S]*?)```/.exec(readme) ?? []
  const [command, ...args] = cleanly([process.execPath, '--input-type=module', '-e', code as string])
  const { status, stdout } = spawnSync(command, args, { cwd: await copyPackage(t), encoding: 'utf8' })
  t.equal(status, 0, stdout)
  t.match(stdout, /pass 1\b/)
})

t.test('the clients and the endpoint are those of the examples, which .ci/examples runs', async (t) => {
  const files = {
    bash: 'curl/connect.sh',
    ts: 'typescript/connect.ts',
    python: 'python/connect.py',
    php: 'php/connect.php',
    javascript: 'webhooks/receiver.js',
  }
  for (const [language, file] of Object.entries(files)) {
    const [, ...shown] = readme.split(`\`\`\`${language}\n`)
    const example = await readFile(join(root, 'examples', file), 'utf8')
    t.strictSame(
      shown.map((rest) => rest.split('```')[0]),
      [example],
      file,
    )
  }
})

t.test('the container commands run, where there is an engine', async (t) => {
  const hasEngine = spawnSync('docker', ['info']).status === 0
  if (!hasEngine) {
    t.match(readme, `-p ${declarations.PORT.fallback}:${declarations.PORT.fallback} repull-mock`)
    return
  }
  t.equal(spawnSync('docker', ['build', '-t', 'repull-mock', root]).status, 0)
  t.equal(
    spawnSync('docker', ['run', '--rm', 'repull-mock', 'node', 'bundle/cli.cjs', '--version']).status,
    0,
  )
})

t.test('the table has every setting', async (t) => {
  for (const [name, { fallback, help, allowed }] of Object.entries(declarations)) {
    const shown = fallback === '' ? 'unset' : `\`${fallback}\``
    t.match(readme, `| \`${name}\` | ${shown} | ${help} | ${allowed} |`)
  }
})
