import { PassThrough } from 'node:stream'
import t from 'tap'
import { startServer } from '../src/cli/serve.js'
import { readSettings, type SettingInputs } from '../src/cli/settings.js'

/** An output that remembers what was written. */
function createOutput(isTTY: boolean) {
  const lines: string[] = []
  const output = Object.assign(new PassThrough(), { isTTY })
  output.on('data', (chunk) => lines.push(...String(chunk).trim().split('\n')))
  return { output, lines }
}

async function start(inputs: SettingInputs, isTTY = false) {
  const { output, lines } = createOutput(isTTY)
  return { server: await startServer(readSettings({ PORT: 0, ...inputs }), output), lines }
}

t.test('a server in process listens, answers and closes', async (t) => {
  const { server, lines } = await start({ LOG_LEVEL: 'silent' })
  const answer = await fetch(`${server.url}/v1/health`)
  t.match(await answer.json(), { status: 'ok', service: 'repull-mock' })
  await server.close()
  await t.rejects(fetch(`${server.url}/v1/health`), 'the port is free')
  t.match(JSON.parse(lines[0] as string), { msg: `repull-mock listening on ${server.url}`, url: server.url })
})

t.test('on a terminal the lines are for people', async (t) => {
  const { server, lines } = await start({}, true)
  await server.close()
  t.ok(lines.includes(`repull-mock listening on ${server.url}`))
})

t.test('an IPv6 address stands in brackets', async (t) => {
  const { server } = await start({ HOST: '::1', LOG_LEVEL: 'silent' })
  t.match(server.url, /^http:\/\/\[::1\]:\d+$/)
  t.equal((await fetch(`${server.url}/v1/health`)).status, 200)
  await server.close()
})

t.test(
  'with a seed, two servers give the same request ids at the same instant, and never a session id twice',
  async (t) => {
    const open = async () => {
      const { server } = await start({ SEED: 'a', LOG_LEVEL: 'silent' })
      const ids: string[] = []
      for (const key of ['sk_test_one', 'sk_test_one', 'sk_test_two']) {
        const headers = { authorization: `Bearer ${key}` }
        const answer = await fetch(`${server.url}/v1/connect/airbnb`, { method: 'POST', headers })
        ids.push(((await answer.json()) as { id: string }).id.slice(-16))
      }
      await server.close()
      return ids
    }
    const ids = await open()
    t.strictSame(await open(), ids)
    t.equal(new Set(ids).size, 3)
  },
)

t.test('what was read of a server of before hides nothing of the next one', async (t) => {
  const found = async (calls: number, since = '') => {
    const { server } = await start({ LOG_LEVEL: 'silent' })
    const ask = (path: string) => fetch(`${server.url}${path}`, { headers: { 'x-api-key': 'sk_test_runs' } })
    for (let call = 0; call < calls; call++) await ask('/v1/connect')
    const { data } = (await (await ask(`/_mock/requests${since}`)).json()) as { data: { id: string }[] }
    await server.close()
    return data.map(({ id }) => id)
  }
  const [last] = await found(1)
  t.equal((await found(2, `?since=${last}`)).length, 2)
})

t.test('no seed makes the secrets of the hosted pages repeat', async (t) => {
  const nonce = async () => {
    const { server } = await start({ SEED: 'a', LOG_LEVEL: 'silent' })
    const page = await fetch(`${server.url}/connect`, { headers: { accept: 'text/html' } })
    await server.close()
    return /'nonce-([^']+)'/.exec(page.headers.get('content-security-policy') ?? '')?.[1]
  }
  const first = await nonce()
  t.ok(first)
  t.not(await nonce(), first)
})

t.test('a server that strangers can control warns once', async (t) => {
  const warnings = async (inputs: SettingInputs) => {
    const { server, lines } = await start(inputs)
    await server.close()
    return lines.filter((line) => line.includes('can control'))
  }
  const open = await warnings({ HOST: '0.0.0.0' })
  t.equal(open.length, 1)
  t.match(open[0], /"level":40.*anybody who reaches http:\/\/0\.0\.0\.0:\d+ can control.*CONTROL_TOKEN/)
  t.equal((await warnings({ HOST: '::' })).length, 1)
  t.strictSame(await warnings({ HOST: '0.0.0.0', CONTROL_TOKEN: 'open-sesame' }), [])
  t.strictSame(await warnings({ HOST: '0.0.0.0', CONTROL: 'off' }), [])
  t.strictSame(await warnings({ HOST: 'localhost' }), [])
})
