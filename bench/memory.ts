import { setTimeout as sleep } from 'node:timers/promises'
import type { Bench, Findings } from './bench.js'
import { createRequest } from './cases.js'
import { requestBytes } from './client.js'
import { drive } from './load.js'
import { round } from './report.js'
import { type ServerProcess, startServer } from './server-process.js'
import { ourProgram } from './servers.js'

/** Some keys, so that the sessions belong to some workspaces. */
const requests = ['one', 'two', 'three', 'four'].map((name) => requestBytes(createRequest(`sk_test_${name}`)))

/** Opens sessions over 10 connections. */
export function openSessions(server: ServerProcess, count: number) {
  const requestAt = (at: number) => requests[at % requests.length] as Buffer
  return drive(server, { connections: 10, count, requestAt, status: 200 })
}

/** The memory of a server that has nothing to do, once the garbage collector has had its time. */
export async function settledRss(server: ServerProcess): Promise<number> {
  let least = Number.POSITIVE_INFINITY
  for (let tries = 0, unchanged = 0; tries < 20 && unchanged < 4; tries++) {
    await sleep(500)
    const { rssBytes } = await server.usage()
    unchanged = rssBytes > least * 0.99 ? unchanged + 1 : 0
    least = Math.min(least, rssBytes)
  }
  return least
}

/** Memory after ten times as many sessions as a server holds, against that when it was full for the first time. */
export async function measureBound(bench: Bench): Promise<Findings> {
  const { isShort, parts } = bench.options
  if (!parts.has('bound')) return { measurements: [], details: [] }
  const max = isShort ? 10_000 : 50_000
  bench.say(`ten times MAX_SESSIONS=${max}`)
  // Sessions that expire soon, so that there is always one that may be forgotten.
  const settings = { MAX_SESSIONS: String(max), SESSION_TTL: '200ms' }
  const server = await startServer(bench.children, ourProgram(bench, 'bounded', settings))
  await openSessions(server, max)
  const atBound = await settledRss(server)
  await openSessions(server, max * 9)
  const after = await settledRss(server)
  await server.stop()
  const value = after / atBound
  return {
    measurements: [{ id: 'bound', value, note: `MAX_SESSIONS=${max}` }],
    details: [
      { name: `RSS at MAX_SESSIONS=${max}`, value: `${round(atBound / 1e6)} MB` },
      { name: 'RSS after ten times as many', value: `${round(after / 1e6)} MB` },
    ],
  }
}
