import type { AddressInfo } from 'node:net'
import { buildApp } from './app.js'
import { createPause, systemClock } from './clock.js'
import { seededRandom, systemRandom } from './ids.js'
import { createLogger, isPretty } from './logger.js'
import type { Settings } from './settings.js'
import { MemoryStore } from './stores/memory.js'
import { readVersion } from './version.js'

/** A server that listens. */
export interface RunningServer {
  /** E.g. `http://127.0.0.1:7855`, with the port that is really used. */
  readonly url: string
  /** Takes no new requests, lets those in flight finish for at most 1.5 s, and frees the port. */
  close(): Promise<void>
}

/**
 * Starts the server and announces it: one line on `output`, at every log level. Scripts wait for that line, so its form
 * never changes.
 *
 * @param output where log lines and the ready line go.
 * @throws the error of the system when it can't listen, e.g. `EADDRINUSE`.
 */
export async function startServer(
  settings: Settings,
  output: NodeJS.WritableStream & { isTTY?: boolean },
): Promise<RunningServer> {
  const pretty = isPretty(settings, output.isTTY === true)
  const { pause, stop } = createPause()
  const app = await buildApp({
    settings,
    version: readVersion(),
    clock: systemClock,
    random: settings.SEED === null ? systemRandom : seededRandom(settings.SEED),
    secrets: systemRandom,
    pause,
    store: new MemoryStore(settings.MAX_SESSIONS),
    logger: createLogger(settings, pretty, output),
  })
  app.addHook('onClose', async () => stop())
  await app.listen({
    host: settings.HOST,
    port: settings.PORT,
    listenTextResolver: (address) => `accepting connections at ${address}`,
  })
  const { port } = app.server.address() as AddressInfo
  const host = settings.HOST.includes(':') ? `[${settings.HOST}]` : settings.HOST
  const url = `http://${host}:${port}`
  const text = `repull-mock listening on ${url}`
  const line = {
    level: 30,
    time: systemClock.now(),
    pid: process.pid,
    name: 'repull-mock',
    msg: text,
    url,
    port,
  }
  output.write(`${pretty ? text : JSON.stringify(line)}\n`)
  return { url, close: () => app.close() }
}
