import { setTimeout as sleep } from 'node:timers/promises'
import { Connection } from './client.js'
import type { ServerProcess } from './server-process.js'

/** So many requests over so many connections. */
export interface Load {
  readonly connections: number
  readonly count: number
  readonly requestAt: (at: number) => Buffer
  /** The status that each answer must have. */
  readonly status: number
  readonly onBody?: (body: Buffer) => void
}

/** What a load cost. */
export interface Cost {
  /** CPU time of the server for one request, in nanoseconds. */
  readonly cpuNs: number
  readonly perSecond: number
}

/**
 * Sends a fixed number of requests, each connection the next one when it has its answer.
 *
 * @throws {Error} when an answer has another status, or they are not there in two milliseconds each and a minute.
 */
export async function drive(server: ServerProcess, load: Load): Promise<Cost> {
  const connections = await Promise.all(
    Array.from({ length: load.connections }, () => Connection.open(server.port)),
  )
  try {
    const before = await server.usage()
    const began = performance.now()
    await Promise.race([sendAll(connections, load), tooLate(server, load)])
    const tookMs = performance.now() - began
    const after = await server.usage()
    return {
      cpuNs: (after.cpuNs - before.cpuNs) / load.count,
      perSecond: (load.count / tookMs) * 1000,
    }
  } catch (error) {
    throw new Error(`${server.name}: ${(error as Error).message}`)
  } finally {
    for (const connection of connections) connection.close()
  }
}

function sendAll(connections: readonly Connection[], load: Load): Promise<void> {
  const { count, requestAt, status: wanted, onBody } = load
  let sent = 0
  let answered = 0
  return new Promise((resolve, reject) => {
    const next = (connection: Connection) => {
      if (sent === count) return
      connection.send(
        requestAt(sent++),
        (status, body) => {
          if (status !== wanted) reject(new Error(`answered ${status} in place of ${wanted}: ${body}`))
          onBody?.(body)
          if (++answered === count) resolve()
          else next(connection)
        },
        reject,
      )
    }
    for (const connection of connections) next(connection)
  })
}

async function tooLate({ name }: ServerProcess, { count }: Load): Promise<never> {
  const limitMs = 60_000 + count * 2
  await sleep(limitMs, undefined, { ref: false })
  throw new Error(`${name} did not answer ${count} requests in ${limitMs / 1000} s`)
}
