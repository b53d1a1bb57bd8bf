import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import t, { type Test } from 'tap'
import { startProgram } from '../../helpers/process.js'
import { createReceiver } from '../../helpers/receiver.js'
import { newPrefix, noRedis, storeUrl } from '../../helpers/redis.js'
import { attacks } from './attacks.js'
import { Bystander } from './bystander.js'
import type { Reading } from './gauge.js'

/** How long each attack lasts, in milliseconds. */
const attackMs = Number(process.env.ATTACK_MS ?? 2000)
const only = process.env.ATTACK
/** Whether nothing else runs here, so that the limits hold that a busy machine goes beyond by itself. */
const isQuietMachine = process.env.QUIET_MACHINE !== undefined

/** The server in a process of its own with a small heap, and what its gauge reads. */
async function startServer(t: Test, settings: Record<string, string>) {
  const socketPath = join(tmpdir(), `gauge-${process.pid}-${Date.now()}`)
  const gaugeUrl = new URL('./gauge.js', import.meta.url)
  const program = await startProgram(t, {
    LOG_LEVEL: 'fatal',
    NODE_OPTIONS: `--max-old-space-size=256 --import ${gaugeUrl}`,
    GAUGE_SOCKET: socketPath,
    WORKSPACE_IDLE: '2s',
    WEBHOOK_TARGETS: 'any',
    ...settings,
  })
  const read = async (path = '/'): Promise<Reading> => {
    const [reply] = (await once(get({ socketPath, path }), 'response')) as [IncomingMessage]
    return JSON.parse(String(await reply.toArray()))
  }
  return { program, read, port: Number(new URL(program.url).port) }
}

/** An endpoint that takes connections and says nothing. */
async function createSilentEndpoint(t: Test): Promise<string> {
  const server = createServer((socket) => socket.on('error', () => {}).resume())
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => server.close().unref())
  return `http://127.0.0.1:${(server.address() as { port: number }).port}`
}

for (const store of ['memory', 'Redis']) {
  t.test(`on ${store} nobody notices`, { skip: store === 'Redis' && noRedis }, async (t) => {
    const url = store === 'Redis' ? await storeUrl(t) : undefined
    for (const name of Object.keys(attacks).filter((name) => only === undefined || name.includes(only))) {
      await t.test(name, async (t) => {
        const shared = url === undefined ? {} : { STORE_URL: url, STORE_PREFIX: newPrefix() }
        const { program, read, port } = await startServer(t, shared)
        const silentUrl = await createSilentEndpoint(t)
        const bystander = new Bystander(port, await createReceiver(t))
        t.teardown(() => bystander.close())
        await bystander.subscribe()
        await bystander.work(500)
        const quiet = await bystander.work(1500)
        const before = await read('/collected')
        await read()

        const data = { name, port, silentUrl, forMs: attackMs }
        const worker = new Worker(new URL('./worker.js', import.meta.url), { workerData: data })
        const seen = await bystander.work(once(worker, 'exit'))
        const during = await read()

        const reset = await fetch(`${program.url}/_mock/reset`, { method: 'POST' })
        t.equal(reset.status, 204)
        await sleep(1000)
        const after = await read('/collected')
        t.comment(
          `measured ${store}, ${name}: p99 ${quiet.p99Ms.toFixed(1)} -> ${seen.p99Ms.toFixed(1)} ms over ${seen.calls} calls, ` +
            `webhook ${seen.slowestWebhookMs.toFixed(0)} ms, loop ${during.longestMs.toFixed(0)} ms, ` +
            `heap ${before.heapMib.toFixed(0)} -> ${after.heapMib.toFixed(0)} MiB, resident ${during.residentMib.toFixed(0)} MiB`,
        )
        t.strictSame(seen.wrong.slice(0, 3), [], 'each call of the bystander succeeds')
        t.ok(seen.p99Ms < 1000, `p99 ${seen.p99Ms} ms`)
        if (isQuietMachine) {
          t.ok(seen.p99Ms < 250, `p99 ${seen.p99Ms} ms`)
          t.ok(seen.p99Ms < 10 * quiet.p99Ms, `p99 ${seen.p99Ms} ms, quiet ${quiet.p99Ms} ms`)
          t.ok(during.longestMs <= 50, `event loop ${during.longestMs} ms`)
        }
        t.ok(seen.slowestWebhookMs < 5000, `webhook ${seen.slowestWebhookMs} ms`)
        // What was compiled meanwhile stays, too.
        t.ok(after.heapMib < before.heapMib * 1.3 + 5, `heap ${before.heapMib} -> ${after.heapMib} MiB`)
        t.equal(program.child.exitCode, null, 'the process lives on')
      })
    }
  })
}
