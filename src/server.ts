import type { AddressInfo } from 'node:net'
import { buildApp } from './app.js'
import type { AppDeps } from './app-parts.js'
import { createLogger } from './cli/logger.js'
import type { Output } from './cli/output.js'
import type { Settings } from './cli/settings.js'
import { journalOptions, journalOptionsOfRun } from './control/journal.js'
import { isLoopback, localHost, urlOf } from './lib/address.js'
import { createPause, systemAlarm, systemClock } from './lib/clock.js'
import { seededRandom, systemRandom, uuid } from './lib/ids.js'
import { readVersion } from './package-file.js'
import { openStores } from './storage/open-stores.js'
import { createSystemResolve } from './webhooks/outbound.js'

/** The app that answers, as Fastify makes it. */
export type App = Awaited<ReturnType<typeof buildApp>>

/** How long the server tries to write its last log lines, in milliseconds. */
const settleMs = 100

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
  readonly app: App
}

/**
 * Starts the server.
 *
 * @param output where log lines go.
 * @param onListening says that it is ready.
 * @throws the error of the system when it cannot listen, e.g. `EADDRINUSE`; StoreError for a store that can never work.
 */
export async function listen(
  settings: Settings,
  output: Output,
  onListening: (server: ListeningServer) => void = () => {},
): Promise<ListeningServer> {
  const app = await createApp(settings, output)
  await listenQuietly(app, settings)
  const { port } = app.server.address() as AddressInfo
  const url = urlOf(settings.HOST, port)
  const server = {
    url,
    localUrl: urlOf(localHost(settings.HOST), port),
    port,
    app,
    close: () => app.close(),
  }
  onListening(server)
  warnIfOpen(settings, server)
  return server
}

/**
 * The whole server, not yet listening.
 *
 * @param output where log lines go.
 * @param more what differs from the server that listens, e.g. a clock.
 */
export async function createApp(
  settings: Settings,
  output: Output,
  more: Partial<AppDeps> = {},
): Promise<App> {
  const { pause, stop } = createPause()
  const logger = await createLogger(settings, output)
  const isOfOneRun = settings.STORE_URL === null && settings.SEED === null
  const journal = isOfOneRun ? journalOptionsOfRun(uuid(systemRandom).slice(0, 8)) : journalOptions
  const app = await buildApp({
    settings,
    version: readVersion(),
    clock: systemClock,
    random: settings.SEED === null ? systemRandom : seededRandom(settings.SEED),
    secrets: systemRandom,
    pause,
    alarm: systemAlarm,
    resolve: createSystemResolve(),
    deliveryTimeoutMs: 5000,
    stores: more.stores ?? (await openStores(settings, journal, logger)),
    logger,
    ...more,
  })
  app.addHook('onClose', async () => {
    stop()
    await output.settle?.(settleMs)
  })
  return app
}

/** Fastify logs each address on which it listens, and has no setting against it. The ready line says the same. */
async function listenQuietly(app: App, { HOST: host, PORT: port, LOG_LEVEL }: Settings): Promise<void> {
  if (['trace', 'debug', 'info'].includes(LOG_LEVEL)) app.log.level = 'warn'
  await app.listen({ host, port })
  app.log.level = LOG_LEVEL
}

/** The text of the line by which scripts know that the server is ready. */
export function readyText(url: string): string {
  return `repull-mock listening on ${url}`
}

/** Warns where strangers can reach the control calls. */
function warnIfOpen({ HOST, CONTROL, CONTROL_TOKEN }: Settings, { app, url }: ListeningServer): void {
  if (CONTROL === 'off' || CONTROL_TOKEN !== null || isLoopback(HOST)) return
  app.log.warn(
    `anybody who reaches ${url} can control this server by /_mock: set REPULL_MOCK_CONTROL_TOKEN, or REPULL_MOCK_CONTROL=off, or REPULL_MOCK_HOST=127.0.0.1`,
  )
}
