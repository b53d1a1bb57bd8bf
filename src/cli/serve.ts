import { systemClock } from '../lib/clock.js'
import { listen, type RunningServer } from '../server.js'
import { isPretty } from './logger.js'
import type { Output } from './output.js'
import type { Settings } from './settings.js'
import { untilSignal } from './signals.js'

/** Serves until a signal comes; a second signal ends the process at once. */
export async function serve(settings: Settings, out: Output): Promise<number> {
  const ended = untilSignal()
  const server = await startServer(settings, out)
  await ended
  await server.close()
  return 0
}

/**
 * Starts the server and prints one line on `output`, at every log level. Scripts wait for that line, so its form
 * never changes.
 *
 * @param output where log lines and the ready line go.
 * @throws the error of the system when it cannot listen, e.g. `EADDRINUSE`; StoreError for a store that can never work.
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
  output.write(`${isPretty(settings, output) ? text : JSON.stringify(line)}\n`)
  return server
}
