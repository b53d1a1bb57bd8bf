import type { AddressInfo } from 'node:net'
import { localHost, urlOf } from './address.js'
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

/** A server that listens, and more about it than its users need (ours). */
export interface ListeningServer extends RunningServer {
  readonly port: number
  /** The url for callers on the same machine, also when `url` has a wildcard address. */
  readonly localUrl: string
  readonly app: Awaited<ReturnType<typeof buildApp>>
}

/** Where log lines go. */
type Output = NodeJS.WritableStream & { isTTY?: boolean }

/**
 * Starts the server and announces it: one line on `output`, at every log level. Scripts wait for that line, so its form
 * never changes.
 *
 * @param output where log lines and the ready line go.
 * @throws the error of the system when it can't listen, e.g. `EADDRINUSE`.
 */
export async function startServer(settings: Settings, output: Output): Promise<RunningServer> {
  const server = await listen(settings, output)
  const { url, port } = server
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
  output.write(`${isPrettyOn(output, settings) ? text : JSON.stringify(line)}\n`)
  return server
}

/**
 * Starts the server without announcing it.
 *
 * @param output where log lines go.
 * @throws the error of the system when it can't listen, e.g. `EADDRINUSE`.
 */
export async function listen(settings: Settings, output: Output): Promise<ListeningServer> {
  const { pause, stop } = createPause()
  const app = await buildApp({
    settings,
    version: readVersion(),
    clock: systemClock,
    random: settings.SEED === null ? systemRandom : seededRandom(settings.SEED),
    secrets: systemRandom,
    pause,
    store: new MemoryStore(settings.MAX_SESSIONS),
    logger: createLogger(settings, isPrettyOn(output, settings), output),
  })
  app.addHook('onClose', async () => stop())
  await app.listen({
    host: settings.HOST,
    port: settings.PORT,
    listenTextResolver: (address) => `accepting connections at ${address}`,
  })
  const { port } = app.server.address() as AddressInfo
  return {
    url: urlOf(settings.HOST, port),
    localUrl: urlOf(localHost(settings.HOST), port),
    port,
    app,
    close: () => app.close(),
  }
}

function isPrettyOn(output: Output, settings: Settings): boolean {
  return isPretty(settings, output.isTTY === true)
}
