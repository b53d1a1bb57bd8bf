import { fileURLToPath } from 'node:url'
import type { Bench, Findings } from './bench.js'
import type { LibraryReading, Subject } from './library-program.js'
import { fetchPeers } from './peers.js'
import { round } from './report.js'
import { summarize } from './statistics.js'
import { controlOfRatio, type Measurement } from './verdict.js'

const program = fileURLToPath(new URL('./library-program.js', import.meta.url))

/** The steps of a test file that uses the library, as a table says them. */
const steps: Readonly<Record<keyof LibraryReading, string>> = {
  import: 'import',
  start: 'first start',
  firstAnswer: 'first answer',
  close: 'close',
  restart: 'second start',
}

/**
 * Import, start, first answer and close in the process of a test, against Fastify with routes and answers as large, in
 * rounds of shuffled order. Each reading is made in a new process.
 */
export async function measureLibrary(bench: Bench): Promise<Findings> {
  const { isShort, parts, peers } = bench.options
  if (!parts.has('library')) return { measurements: [], details: [] }
  if (peers) await fetchPeers(bench)
  bench.say('the library in one process')
  const names = ['ours', 'fastify', 'again', ...(peers ? (['msw'] as const) : [])] as const
  const rounds: Map<string, LibraryReading>[] = []
  for (let count = 0; count < (isShort ? 7 : 21); count++) {
    const readings = new Map<string, LibraryReading>()
    for (const name of bench.shuffle(names)) {
      readings.set(name, await readOnce(bench, name === 'again' ? 'fastify' : name))
    }
    rounds.push(readings)
  }
  const ratios = (of: string, to: string, step: keyof LibraryReading) =>
    summarize(rounds.map((round) => msOf(round, of, step) / msOf(round, to, step)))
  const compare = (step: keyof LibraryReading): Measurement => {
    const { median: value, spread } = ratios('ours', 'fastify', step)
    return { id: step, value, spread, control: controlOfRatio(ratios('again', 'fastify', step)) }
  }
  const details = (Object.keys(steps) as (keyof LibraryReading)[]).map((step) => ({
    name: `${steps[step]} in one process`,
    value: names
      .filter((name) => name !== 'again')
      .map((name) => `${name} ${round(summarize(rounds.map((one) => msOf(one, name, step))).median)} ms`)
      .join(', '),
  }))
  return { measurements: [compare('import'), compare('restart')], details }
}

async function readOnce({ children }: Bench, subject: Subject): Promise<LibraryReading> {
  return JSON.parse(await children.run(process.execPath, [program, subject], 60_000))
}

function msOf(round: ReadonlyMap<string, LibraryReading>, name: string, step: keyof LibraryReading): number {
  return round.get(name)?.[step] as number
}
