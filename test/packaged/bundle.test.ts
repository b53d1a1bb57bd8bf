import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import t, { type Test } from 'tap'
import type * as library from '../../src/index.js'
import { copyPackage } from '../helpers/package.js'
import { cleanly } from '../helpers/process.js'
import { root } from '../helpers/project.js'

/** Starts a server, and says which files it had to load once it is ready. */
const listLoaded = `
  const [, program] = process.argv
  const { Server } = require('node:net')
  const { emit } = Server.prototype
  Server.prototype.emit = function (name, ...more) {
    // What follows at once belongs to the start, too.
    if (name === 'listening') setTimeout(() => {
      process.stdout.write('\\n' + Object.keys(require.cache).join('\\n') + '\\n', () => process.exit())
    }, 100)
    return emit.call(this, name, ...more)
  }
  require(program).main()
`

interface Server {
  readonly child: ChildProcess
  readonly url: string
}

async function start(t: Test, folder: string, settings: Record<string, string> = {}): Promise<Server> {
  const words = [process.execPath, join(folder, 'bundle/cli.cjs')]
  const [command, ...args] = cleanly(words, { PORT: '0', ...settings })
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  t.teardown(() => child.kill('SIGKILL'))
  for await (const line of createInterface(child.stdout)) {
    const [, url] = /listening on (http:\/\/[\d.:]+)/.exec(line) ?? []
    if (url) return { child, url }
  }
  throw new Error('ended before it was ready')
}

async function stop({ child }: Server): Promise<number | null> {
  child.kill('SIGTERM')
  const [code] = await once(child, 'exit')
  return code
}

/** On a connection of its own, so that nothing is open when the server is to end. */
async function statusOfHealth({ url }: Server): Promise<number> {
  return (await fetch(`${url}/v1/health`, { headers: { connection: 'close' } })).status
}

t.test('it serves with nothing installed, its description included, and logs for people', async (t) => {
  const server = await start(t, await copyPackage(t), { REPULL_MOCK_LOG_FORMAT: 'pretty' })
  t.equal(await statusOfHealth(server), 200)
  t.match(await (await fetch(`${server.url}/openapi.json`)).json(), { openapi: '3.1.0' })
  const reference = await (await fetch(`${server.url}/docs`)).text()
  const assets = [...reference.matchAll(/"\.\/(docs\/assets\/[^"]+)"/g)].map(([, path = '']) => path)
  t.equal(assets.length, 2)
  for (const path of assets) t.equal((await fetch(`${server.url}/${path}`)).status, 200, path)
  t.equal(await stop(server), 0)
})

/** The page where a host connects Airbnb, as bytes. */
async function airbnbPage({ url }: Server, locale: string): Promise<Buffer> {
  const headers = { authorization: 'Bearer sk_test_bundle', 'content-type': 'application/json' }
  const body = JSON.stringify({ redirectUrl: 'https://app.example/done', locale })
  const session = await fetch(`${url}/v1/connect/airbnb`, { method: 'POST', headers, body })
  const { url: page } = (await session.json()) as { url: string }
  return Buffer.from(await (await fetch(page, { headers: { connection: 'close' } })).arrayBuffer())
}

t.test('it has what speaks to one store, and to a cluster', async (t) => {
  const folder = await copyPackage(t)
  for (const scheme of ['redis', 'redis+cluster']) {
    const server = await start(t, folder, { REPULL_MOCK_STORE_URL: `${scheme}://127.0.0.1:1` })
    t.equal(await statusOfHealth(server), 200, scheme)
    t.equal(await stop(server), 0, scheme)
  }
})

t.test('its pages have the characters that the sources have', async (t) => {
  const server = await start(t, await copyPackage(t))
  const english = await airbnbPage(server, 'en')
  t.ok(english.includes(Buffer.from('<title>Connect Airbnb \u00b7 repull-mock</title>')))
  const french = await airbnbPage(server, 'fr')
  t.ok(french.includes(Buffer.from('<title>Connecter Airbnb \u00b7 repull-mock</title>')))
  t.match(french.toString('utf8'), /\u00e9/)
  for (const page of [english, french]) t.notMatch(page.toString('utf8'), /[\u00c2\u00c3\ufffd]/)
})

t.test('what is run of it is plain ASCII, because some read a script as Latin-1', async (t) => {
  const folder = join(await copyPackage(t), 'bundle')
  const names = (await readdir(folder)).filter((name) => /\.[cm]js$/.test(name))
  t.ok(names.length > 5)
  for (const name of names) t.match(await readFile(join(folder, name), 'latin1'), /^[\0-\x7f]*$/, name)
})

t.test('a start loads neither the client of Redis nor what is for people or for tests', async (t) => {
  const folder = join(await copyPackage(t), 'bundle')
  const loaded = spawnSync(process.execPath, ['-e', listLoaded, join(folder, 'server.cjs')], {
    env: { PORT: '0', REPULL_MOCK_LOG_FORMAT: 'json' },
    encoding: 'utf8',
    timeout: 30_000,
  })
  const files = loaded.stdout.split('\n').filter((line) => line.endsWith('.cjs'))
  t.ok(files.length > 1, loaded.stderr)
  for (const file of files) {
    t.notMatch(file, /lazy-/)
    const text = (await readFile(file, 'utf8')).replaceAll('\\\n', '')
    t.notMatch(text, /node_modules\/(?:iovalkey|pino-pretty|light-my-request|yaml|ajv)\/[^"\n]+":\(/, file)
  }
})

t.test('nothing else has to be installed for its types, either', async (t) => {
  const folder = await copyPackage(t)
  const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))
  t.notOk(manifest.dependencies)
  for (const name in manifest.peerDependencies) t.ok(manifest.peerDependenciesMeta[name].optional, name)
  t.notMatch(
    await readFile(join(folder, 'bundle/index.d.cts'), 'utf8'),
    /\bfrom ['"]|\bimport\b ?\(|^import /m,
  )
})

t.test('the library has what its types say, and a mock in it works', async (t) => {
  const folder = await copyPackage(t)
  const packed: typeof library = await import(join(folder, 'bundle/index.mjs'))
  const names = Object.keys(packed).sort()
  t.strictSame(names, Object.keys(await import('../../src/index.js')).sort())
  const types = await readFile(join(folder, 'bundle/index.d.cts'), 'utf8')
  t.strictSame(/^export \{ (.*) \};$/m.exec(types)?.[1]?.split(', ').sort(), names)
  await using mock = await packed.startMock()
  t.equal((await fetch(`${mock.url}/v1/health`)).status, 200)
  t.strictSame(await mock.sessions.list(), [])
})

t.test('what is required is what is imported', async (t) => {
  const folder = await copyPackage(t)
  const imported: object = await import(join(folder, 'bundle/index.mjs'))
  const required: object = createRequire(import.meta.url)(join(folder, 'bundle/index.cjs'))
  const named: Record<string, unknown> = await import(join(folder, 'bundle/index.cjs'))
  t.strictSame(Object.keys(required).sort(), Object.keys(imported).sort())
  for (const [name, value] of Object.entries(imported)) {
    t.equal(Reflect.get(required, name), value, name)
    t.equal(named[name], value, `Node finds ${name} in CommonJS`)
  }
})

t.test('the licences of all that is in it are in it', async (t) => {
  const notices = await readFile(join(root, 'bundle/THIRD-PARTY-NOTICES.txt'), 'utf8')
  for (const name of ['fastify', 'pino', 'ajv', 'iovalkey', 'fast-uri', 'swagger-ui-dist'])
    t.match(notices, new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(`, 'm'))
  t.match(notices, 'DOMPurify', 'what a package is itself made of')
})
