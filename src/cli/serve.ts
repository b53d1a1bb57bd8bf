import process from 'node:process'
import { systemClock } from '../lib/clock.js'
import { performance } from '../lib/node-globals.js'
import { readVersion } from '../package-file.js'
import { type ListeningServer, listen, readyText } from '../server.js'
import { farewell, startBlock } from './banner.js'
import { createColors } from './colors.js'
import { isPretty } from './logger.js'
import type { Output } from './output.js'
import type { Settings } from './settings.js'
import { untilSignal } from './signals.js'

/** Serves until a signal comes; a second signal ends the process at once. */
export async function serve(settings: Settings, output: Output): Promise<number> {
  const ended = untilSignal()
  const { app, close } = await startServer(settings, output)
  const isOnTerminal = hasBlock(settings, output)
  let requests = 0
  if (isOnTerminal)
    app.server.on('request', () => {
      requests += 1
    })
  const signal = await ended
  await close()
  const uptimeMs = Math.round(performance.now())
  if (isOnTerminal) output.write(farewell(uptimeMs, requests))
  else app.log.info({ signal, uptimeMs }, 'repull-mock stopped')
  return 0
}

/**
 * Starts the server and prints one line on `output`, at every log level. Scripts wait for that line, so its form
 * never changes. On a terminal a block stands above it, unless the log level leaves out what is only informative.
 *
 * @param output where log lines and the ready line go.
 * @throws the error of the system when it cannot listen, e.g. `EADDRINUSE`; StoreError for a store that can never work.
 */
export async function startServer(settings: Settings, output: Output): Promise<ListeningServer> {
  return listen(settings, output, (server) => sayReady(server, settings, output))
}

function sayReady({ url, port, localUrl }: ListeningServer, settings: Settings, output: Output): void {
  const text = readyText(url)
  const line = {
    level: 30,
    time: systemClock.now(),
    pid: process.pid,
    name: 'repull-mock',
    msg: text,
    url,
    port,
  }
  if (hasBlock(settings, output)) {
    const facts = {
      version: readVersion(),
      url: localUrl,
      publicUrl: settings.PUBLIC_URL,
      startMs: performance.now(),
      controlEnabled: settings.CONTROL === 'on',
      storeUrl: settings.STORE_URL,
      apiKey: settings.API_KEYS === null ? 'sk_test_demo' : null,
    }
    output.write(startBlock(facts, createColors(output.isColored === true)))
  }
  output.write(`${isPretty(settings, output) ? text : JSON.stringify(line)}\n`)
}

/** Whether people watch the start, and want to know more than warnings. */
function hasBlock(settings: Settings, output: Output): boolean {
  return (
    output.isTTY === true &&
    isPretty(settings, output) &&
    ['trace', 'debug', 'info'].includes(settings.LOG_LEVEL)
  )
}
