import { setTimeout as sleep } from 'node:timers/promises'
import type { Bench, Findings } from './bench.js'
import { ask } from './client.js'
import { round } from './report.js'
import { startServer } from './server-process.js'
import { programOf, type ServerName } from './servers.js'
import { summarize } from './statistics.js'
import { controlOfRatio } from './verdict.js'

/** One start of a server. */
interface Start {
  /** From asking the system for a process to the first answer. */
  readonly tookMs: number
  /** CPU time until then. */
  readonly cpuMs: number
  readonly rssBytes: number
}

/** How long a server is left alone before its memory is read, in milliseconds. */
const settleMs = 500

/** Start to first answer, and memory with nothing to do, against a `node:http` server, in rounds of shuffled order. */
export async function measureStart(bench: Bench): Promise<Findings> {
  const { isShort, parts } = bench.options
  if (!parts.has('start')) return { measurements: [], details: [] }
  bench.say('start')
  const rounds: Record<'ours' | 'constant' | 'again', Start>[] = []
  await once(bench, 'ours')
  await once(bench, 'constant')
  for (let count = 0; count < (isShort ? 7 : 21); count++) {
    const starts = new Map<string, Start>()
    for (const name of bench.shuffle(['ours', 'constant', 'again'] as const)) {
      starts.set(name, await once(bench, name === 'again' ? 'constant' : name))
    }
    rounds.push(Object.fromEntries(starts) as (typeof rounds)[number])
  }
  const compare = (id: string, read: (start: Start) => number) => {
    const { median: value, spread } = summarize(
      rounds.map(({ ours, constant }) => read(ours) / read(constant)),
    )
    const again = summarize(rounds.map(({ again, constant }) => read(again) / read(constant)))
    return { id, value, spread, control: controlOfRatio(again) }
  }
  const median = (name: 'ours' | 'constant', read: (start: Start) => number) =>
    round(summarize(rounds.map((starts) => read(starts[name]))).median)
  const cpu = compare('start-cpu', ({ cpuMs }) => cpuMs)
  return {
    measurements: [compare('start', ({ tookMs }) => tookMs), compare('idle', ({ rssBytes }) => rssBytes)],
    details: [
      { name: 'start / node:http, CPU time', value: `${round(cpu.value)} (spread ${round(cpu.spread)})` },
      ...(['ours', 'constant'] as const).flatMap((name) => [
        {
          name: `start of ${name}`,
          value: `${median(name, ({ tookMs }) => tookMs)} ms, ${median(name, ({ cpuMs }) => cpuMs)} ms CPU`,
        },
        { name: `idle RSS of ${name}`, value: `${median(name, ({ rssBytes }) => rssBytes / 1e6)} MB` },
      ]),
    ],
  }
}

async function once(bench: Bench, name: ServerName): Promise<Start> {
  const began = performance.now()
  const server = await startServer(bench.children, programOf(bench, name))
  const { status } = await ask(server.port, { method: 'GET', path: '/v1/health' })
  const tookMs = performance.now() - began
  if (status !== 200) throw new Error(`${name}: the first answer is ${status}`)
  const { cpuNs } = await server.usage()
  await sleep(settleMs)
  const { rssBytes } = await server.usage()
  await server.stop()
  return { tookMs, cpuMs: cpuNs / 1e6, rssBytes }
}
