// Loaded into the server's process: tells how long its event loop stood still, and how much memory it holds.
import { promises } from 'node:dns'
import { createServer } from 'node:http'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

export interface Reading {
  readonly longestMs: number
  readonly heapMib: number
  readonly residentMib: number
}

const socketPath = process.env.GAUGE_SOCKET
if (socketPath !== undefined) {
  setFlagsFromString('--expose-gc')
  const collect: () => void = runInNewContext('gc')
  const resolution = 5
  const delay = monitorEventLoopDelay({ resolution })
  delay.enable()
  const mib = 1024 * 1024
  const gauge = createServer((request, reply) => {
    const longestMs = delay.max / 1e6 - resolution
    if (request.url === '/collected') collect()
    const { heapUsed, rss } = process.memoryUsage()
    reply.end(
      JSON.stringify({ longestMs, heapMib: heapUsed / mib, residentMib: rss / mib } satisfies Reading),
    )
    delay.reset()
  })
  gauge.listen(socketPath).unref()

  // A name server that says nothing about some names.
  for (const name of ['resolve4', 'resolve6'] as const) {
    const resolve = promises[name]
    const silently = (host: string) =>
      host.startsWith('silent-') ? new Promise<never>(() => {}) : resolve(host)
    promises[name] = silently as typeof resolve
  }
}
