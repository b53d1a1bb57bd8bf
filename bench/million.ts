import type { Bench, Findings } from './bench.js'
import { ask } from './client.js'
import { openSessions, settledRss } from './memory.js'
import { round } from './report.js'
import { type ServerProcess, startServer } from './server-process.js'
import { ourProgram } from './servers.js'
import { summarize } from './statistics.js'
import { controlOfRatio } from './verdict.js'

const warmUp = 20_000
const settings = { MAX_SESSIONS: '1500000', SESSION_TTL: '6h', SESSION_RETENTION: '1s' }

/** A server with a million live sessions, against one with few: memory, throughput, and its event loop. */
export async function measureMillion(bench: Bench): Promise<Findings> {
  if (!bench.options.parts.has('million')) return { measurements: [], details: [] }
  const full = await startServer(bench.children, { ...ourProgram(bench, 'full', settings), isProbed: true })
  const empty = await startServer(bench.children, ourProgram(bench, 'empty', settings))
  await openSessions(full, warmUp)
  const before = await settledRss(full)
  const perSession = async (count: number) => ((await settledRss(full)) - before) / count

  bench.say('the first 1e5 live sessions')
  await openSessions(full, 1e5)
  const at1e5 = await perSession(1e5)
  bench.say('1e6 live sessions')
  await full.ask()
  await openSessions(full, 9e5)
  const filling = await full.ask()
  const at1e6 = await perSession(1e6)

  await openSessions(empty, warmUp)
  const throughput = await compare(bench, full, empty)
  await full.ask()
  await openSessions(full, 50_000)
  const living = await full.ask()
  bench.say('1e6 sessions expire')
  const { status } = await ask(full.port, {
    method: 'POST',
    path: '/_mock/clock/advance',
    body: { by: '7h' },
  })
  if (status !== 200) throw new Error(`The clock does not move: ${status}`)
  await openSessions(full, 200_000)
  const expiring = await full.ask()
  const atEnd = await settledRss(full)
  await full.stop()
  await empty.stop()

  const loop = ({ loopP999Ms, loopMaxMs }: typeof living) =>
    `p99.9 ${round(loopP999Ms)} ms, longest ${round(loopMaxMs)} ms`
  return {
    measurements: [{ id: 'live', value: at1e6 }, throughput],
    details: [
      { name: 'RSS per live session at 1e5', value: `${round(at1e5)} B` },
      { name: 'event loop while 1e6 sessions are opened', value: loop(filling) },
      { name: 'event loop at 1e6 live sessions, under load', value: loop(living) },
      { name: 'event loop while 1e6 sessions expire, under load', value: loop(expiring) },
      { name: 'RSS when 1e6 have expired and 2e5 were opened', value: `${round(atEnd / 1e6)} MB` },
    ],
  }
}

/** Requests a second of the full server against the empty one, and of the empty one against itself. */
async function compare(bench: Bench, full: ServerProcess, empty: ServerProcess) {
  const ratios: number[] = []
  const again: number[] = []
  for (let count = 0; count < 15; count++) {
    const rates = new Map<string, number>()
    for (const name of bench.shuffle(['full', 'empty', 'again'])) {
      rates.set(name, (await openSessions(name === 'full' ? full : empty, 3000)).perSecond)
    }
    ratios.push((rates.get('full') as number) / (rates.get('empty') as number))
    again.push((rates.get('again') as number) / (rates.get('empty') as number))
  }
  const { median: value, spread } = summarize(ratios)
  return { id: 'throughput', value, spread, control: controlOfRatio(summarize(again)) }
}
