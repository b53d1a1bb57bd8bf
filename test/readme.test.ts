import { execFile, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { cp, mkdtemp, readFile, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import t, { type Test } from 'tap'
import { parse } from 'yaml'
import { declarations, settingNames, variableOf } from '../src/cli/settings.js'
import { ask } from './helpers/client.js'
import { commandsOf, documents, isStep } from './helpers/documents.js'
import { copyPackage } from './helpers/package.js'
import { cleanly, runCommand, startLine, startProgram } from './helpers/process.js'
import { root } from './helpers/project.js'

const read = (name: string) => readFile(join(root, name), 'utf8')
const readme = await read('README.md')

/** What differs from run to run. */
function masked(json: string): string {
  return json
    .replace(/\b(cs|req)_[0-9A-Z]{26}\b/g, '$1_…')
    .replace(/\bjrn_\w+_(\d+)\b/g, 'jrn_…_$1')
    .replace(/\brsm_[\w-]+/g, 'rsm_…')
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, 'an instant')
    .replace(/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, 'a UUID')
    .replace(/\b[0-9a-f]{64}\b/g, 'a signature')
    .replace(/127\.0\.0\.1:(?!9\/)\d+/g, 'the server')
    .replace(/"(startedMs|durationMs)": ?[\d.]+/g, '"$1": 0')
    .replace(/curl\/[\d.]+/, 'curl')
    .replace(/("x-ratelimit-reset": ?")\d+/, '$1')
}

/** A copy to build in, because other tests run what is built here. */
async function copyProject(t: Test): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), 'repull-mock-'))
  t.teardown(() => rm(copy, { recursive: true, force: true, maxRetries: 5 }))
  for (const name of [
    'package.json',
    'tsconfig.json',
    'tsconfig.build.json',
    'openapi.yaml',
    'openapi-2026-07.yaml',
    'build',
    'src',
  ]) {
    await cp(join(root, name), join(copy, name), { recursive: true })
  }
  await symlink(join(root, 'node_modules'), join(copy, 'node_modules'))
  return copy
}

const hasPython = spawnSync('python3', ['--version']).status === 0

/** Starts the server by a command of the README, and checks how long its sessions live. */
async function checkStart(t: Test, line: string, cwd: string, ttlMs = 1_800_000): Promise<void> {
  const { url, end } = await startLine(t, line, cwd)
  const description = await fetch(`${url}/openapi.json`)
  t.match(await description.json(), { openapi: '3.1.0' }, 'it finds its description')
  const opened = await ask(url, 'sk_test_readme', 'POST', '/v1/connect/airbnb')
  const session = await ask(url, 'sk_test_readme', 'GET', `/v1/connect/sessions/${opened.body.sessionId}`)
  t.equal(Date.parse(session.body.expiresAt) - Date.parse(session.body.createdAt), ttlMs, line)
  await end()
}

t.test('npm start builds and serves, with settings too', async (t) => {
  const cwd = await copyProject(t)
  await checkStart(t, 'npm start', cwd)
  for (const line of 'REPULL_MOCK_SESSION_TTL=5s npm start\nnpm start -- --session-ttl 5s'.split('\n'))
    await checkStart(t, line, cwd, 5000)
})

t.test('what .env.example says of itself starts the program, with the defaults', async (t) => {
  const cwd = await copyPackage(t)
  await cp(join(root, '.env.example'), join(cwd, '.env.example'))
  await checkStart(t, 'cp .env.example .env && node --env-file=.env bundle/cli.cjs', cwd)
  await checkStart(t, 'cp .env.example .env\nnode --env-file=.env bundle/cli.cjs', cwd)
})

t.test(
  'a client runs beside the program of the checkout',
  { skip: !hasPython && 'needs Python' },
  async (t) => {
    const words = 'node bundle/cli.cjs exec -- python3 examples/python/connect.py'.split(' ')
    const program = runCommand(t, words, {}, { cwd: root })
    t.equal(await program.ended, 0, program.stderr())
    t.match(program.stdout(), /^connected airbnb$/m)
  },
)

t.test('the commands of each page print what it shows', async (t) => {
  let pages = 0
  for (const document of await documents()) {
    const steps = (await commandsOf(document)).filter(isStep)
    if (steps.length === 0) continue
    pages += 1
    await t.test(document, async (t) => {
      const { url } = await startProgram(t)
      const script = steps.map(({ text }) => `${text}\nprintf '\\n@@@\\n'`).join('\n')
      const { stdout } = await promisify(execFile)('bash', [
        '-ec',
        script.replaceAll('http://127.0.0.1:7855', url),
      ])
      const printed = stdout.split('@@@')
      steps.forEach(({ text, answer }, at) => {
        t.ok(answer, `${text} shows an answer`)
        const got = JSON.parse(masked(printed[at] ?? ''))
        t.strictSame(got, JSON.parse(masked(answer ?? '')), text)
      })
    })
  }
  t.equal(pages, 7)
})

/** The first code of a page after a text, run as a module beside the package. */
async function runCode(t: Test, page: string, after = '') {
  const text = await read(page)
  const [, code] = /```js\n([\s\S]*?)```/.exec(text.slice(text.indexOf(after))) ?? []
  const [command, ...args] = cleanly([process.execPath, '--input-type=module', '-e', code as string])
  return spawnSync(command, args, { cwd: await copyPackage(t), encoding: 'utf8' })
}

t.test('the example in the README ends in the error that it names', async (t) => {
  const { status, stdout, stderr } = await runCode(t, 'README.md')
  t.equal(status, 0, stderr)
  t.equal(stdout, '410 session_expired\n')
})

t.test('the example of the test kit for node:test passes', async (t) => {
  const { status, stdout } = await runCode(t, 'docs/test-kit.md', '## node:test')
  t.equal(status, 0, stdout)
  t.match(stdout, /pass 1\b/)
})

t.test('the README is short, and so is each page', async (t) => {
  t.ok(Buffer.byteLength(readme) <= 10_000, 'README.md')
  for (const document of await documents()) {
    if (!/^docs\/[\w-]+\.md$/.test(document)) continue
    t.ok(Buffer.byteLength(await read(document)) <= 15_000, document)
  }
})

t.test('each link leads to a file and a heading that exist', async (t) => {
  for (const document of await documents()) {
    if (!document.endsWith('.md')) continue
    const text = (await read(document)).replace(/```[\s\S]*?```/g, '')
    for (const [, target = ''] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^https?:/.test(target)) continue
      const [path = '', heading] = target.split('#')
      const file = join(root, path === '' ? document : join(dirname(document), path))
      t.ok(existsSync(file), `${document}: ${target}`)
      if (heading === undefined || !file.endsWith('.md')) continue
      const headings = (await readFile(file, 'utf8')).match(/^#+ .*$/gm) ?? []
      t.ok(headings.map(anchorOf).includes(heading), `${document}: ${target}`)
    }
  }
})

t.test('docs/README.md lists each page', async (t) => {
  const index = await read('docs/README.md')
  for (const document of await documents()) {
    const [, page] = /^docs\/([\w-]+\.md)$/.exec(document) ?? []
    if (page !== undefined && page !== 'README.md') t.ok(index.includes(`](${page})`), page)
  }
})

/** The anchor that GitHub gives a heading. */
function anchorOf(heading: string): string {
  return heading
    .replace(/^#+ /, '')
    .toLowerCase()
    .replace(/[^\w -]/g, '')
    .replaceAll(' ', '-')
}

t.test('the clients and the endpoint are those of the examples, which .ci/examples runs', async (t) => {
  const files = {
    bash: 'curl/connect.sh',
    ts: 'typescript/connect.ts',
    python: 'python/connect.py',
    php: 'php/connect.php',
    javascript: 'webhooks/receiver.js',
  }
  const pages = (await read('docs/clients.md')) + (await read('docs/webhooks.md'))
  for (const [language, file] of Object.entries(files)) {
    const [, ...shown] = pages.split(`\`\`\`${language}\n`)
    const example = await readFile(join(root, 'examples', file), 'utf8')
    t.strictSame(
      shown.map((rest) => rest.split('```')[0]),
      [example],
      file,
    )
  }
})

t.test('the container commands run, where there is an engine', async (t) => {
  const commands = 'docker build -t repull-mock .\ndocker run --rm -p 7855:7855 repull-mock'
  t.match(readme, commands)
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

t.test('the snippets for CI fit the image and the settings', async (t) => {
  const dockerfile = await read('Dockerfile')
  const port = declarations.PORT.fallback
  t.match(dockerfile, `EXPOSE ${port}\n`)
  t.match(dockerfile, 'HEALTHCHECK')
  const snippets = [...readme.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text = '']) => parse(text))
  t.equal(snippets.length, 2)
  const variables = settingNames.map(variableOf)
  for (const { services } of snippets) {
    t.strictSame(services.repull.ports, [`${port}:${port}`])
    for (const name of Object.keys(services.repull.environment ?? {})) t.ok(variables.includes(name), name)
  }
  const [code] = /import \{ GenericContainer[\s\S]*?(?=```)/.exec(readme) ?? []
  t.match(code, `withExposedPorts(${port})`)
  const { status, stderr } = spawnSync(process.execPath, ['--check', '--input-type=module', '-'], {
    input: code as string,
    encoding: 'utf8',
  })
  t.equal(status, 0, stderr)
})

t.test('the table has every setting', async (t) => {
  const page = await read('docs/settings.md')
  for (const name of settingNames) {
    const { fallback, help, allowed } = declarations[name]
    const shown = fallback === '' ? 'unset' : `\`${fallback}\``
    t.match(page, `| \`${variableOf(name)}\` | ${shown} | ${help} | ${allowed} |`)
  }
})
