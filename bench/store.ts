import { fileURLToPath } from 'node:url'
import type { Bench, Findings } from './bench.js'
import { round } from './report.js'
import { summarize } from './statistics.js'
import type { StoreReading } from './store-program.js'
import { targetsOn } from './targets.js'
import { controlOfPauses } from './verdict.js'

const program = fileURLToPath(new URL('./store-program.js', import.meta.url))

/** The pauses of the store alone, in a process of its own, at a million sessions. */
export async function measureStore(bench: Bench): Promise<Findings> {
  const { options, children, say } = bench
  if (!options.parts.has('store')) return { measurements: [], details: [] }
  const readings: StoreReading[] = []
  for (let count = 1; count <= (options.isShort ? 3 : 5); count++) {
    say(`the store at 1e6, run ${count}`)
    readings.push(JSON.parse(await children.run(process.execPath, ['--expose-gc', program], 300_000)))
  }
  // A pause that the store makes is in every run; one that the machine makes is not.
  const middle = (read: (reading: StoreReading) => number) => summarize(readings.map(read))
  const idle = middle(({ idlePauseMs }) => idlePauseMs)
  const measure = (id: string, read: (reading: StoreReading) => number) => {
    const { median: value, spread } = middle(read)
    const limitMs = targetsOn(0).find((target) => target.id === id)?.limit as number
    return { id, value, spread, control: controlOfPauses(idle, limitMs) }
  }
  return {
    measurements: [
      measure('sweep', ({ longestSweepMs }) => longestSweepMs),
      measure('put', ({ longestPutMs }) => longestPutMs),
    ],
    details: [
      {
        name: 'longest sweep slice at 1e6, garbage collector included',
        value: `${round(middle(({ longestSweepWithGarbageMs }) => longestSweepWithGarbageMs).median)} ms`,
      },
      {
        name: 'heap per live session at 1e6, the store alone',
        value: `${round(middle(({ heapBytesEach }) => heapBytesEach).median)} B`,
      },
    ],
  }
}
