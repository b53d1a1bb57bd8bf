import { readFile } from 'node:fs/promises'
import t from 'tap'
import { parse } from 'yaml'
import { declarations } from '../src/settings.js'
import { startProgram } from './helpers/process.js'
import { noRedisServer, RedisServer } from './helpers/redis.js'

interface Service {
  readonly command?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  readonly ports?: readonly string[]
  readonly depends_on?: object
}

const root = new URL('../', import.meta.url)
const { services } = parse(await readFile(new URL('compose.yaml', root), 'utf8')) as {
  services: Record<'store' | 'one' | 'other', Service>
}
const { store, one, other } = services

t.test('its servers have settings that there are, a port each, and wait for the store', async (t) => {
  for (const { environment = {}, depends_on } of [one, other]) {
    for (const name of Object.keys(environment)) t.ok(name in declarations, name)
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
      const STORE_URL = environment.STORE_URL?.replace('redis://store:6379', running.url) ?? ''
      return startProgram(t, { ...environment, STORE_URL, LOG_LEVEL: 'warn' })
    }),
  )
  const [first, second] = servers.map(({ url }) => url)
  const headers = { authorization: 'Bearer sk_test_compose' }
  const opened = await fetch(`${first}/v1/connect/airbnb`, { method: 'POST', headers })
  const { sessionId } = (await opened.json()) as { sessionId: string }
  t.equal((await fetch(`${second}/v1/connect/sessions/${sessionId}`, { headers })).status, 200)
})
