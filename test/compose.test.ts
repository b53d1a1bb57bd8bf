import { spawnSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { parse } from 'yaml'
import { declarations, settingNames, variableOf } from '../src/cli/settings.js'
import { startProgram } from './helpers/process.js'
import { rootUrl } from './helpers/project.js'
import { noRedisServer, RedisServer } from './helpers/redis.js'

interface Service {
  readonly command?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  readonly ports?: readonly string[]
  readonly depends_on?: object
}

const { services } = parse(await readFile(new URL('compose.yaml', rootUrl), 'utf8')) as {
  services: Record<'store' | 'one' | 'other', Service>
}
const { store, one, other } = services
const variables = settingNames.map(variableOf)

t.test('its servers have settings that there are, a port each, and wait for the store', async (t) => {
  for (const { environment = {}, depends_on } of [one, other]) {
    for (const name of Object.keys(environment)) t.ok(variables.includes(name), name)
    t.same(depends_on, { store: { condition: 'service_healthy' } })
  }
  const ports = [one, other].flatMap(({ ports = [] }) => ports.map((port) => port.split(':')))
  t.equal(new Set(ports.map(([outside]) => outside)).size, 2)
  t.ok(ports.every(([, inside]) => inside === declarations.PORT.fallback))
})

t.test('its parts run as they are written there', { skip: noRedisServer }, async (t) => {
  const [program, ...args] = store.command ?? []
  t.equal(program, 'valkey-server')
  const running = await RedisServer.start(t, args)
  const servers = await Promise.all(
    [one, other].map(({ environment = {} }) => {
      const store = environment.REPULL_MOCK_STORE_URL?.replace('redis://store:6379', running.url) ?? ''
      return startProgram(t, { ...environment, REPULL_MOCK_STORE_URL: store, LOG_LEVEL: 'warn' })
    }),
  )
  const [first, second] = servers.map(({ url }) => url)
  const headers = { authorization: 'Bearer sk_test_compose' }
  const opened = await fetch(`${first}/v1/connect/airbnb`, { method: 'POST', headers })
  const { sessionId } = (await opened.json()) as { sessionId: string }
  t.equal((await fetch(`${second}/v1/connect/sessions/${sessionId}`, { headers })).status, 200)
})

const noEngine = spawnSync('docker', ['compose', 'ls']).status !== 0 && 'needs Docker'

t.test('its own command brings all of it up', { skip: noEngine }, async (t) => {
  const compose = (line: string) => spawnSync('sh', ['-c', line], { cwd: fileURLToPath(rootUrl) }).status
  t.teardown(() => compose('docker compose down --volumes'))
  t.equal(compose('docker compose up --build --detach --wait'), 0)
  for (const [outside] of [one, other].flatMap(({ ports = [] }) => ports.map((port) => port.split(':'))))
    t.equal((await fetch(`http://127.0.0.1:${outside}/v1/health`)).status, 200)
})
