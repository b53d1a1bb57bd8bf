import { readFile } from 'node:fs/promises'

/** What a process holds of the memory of the machine, in MiB. */
export async function residentMib(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024
}

/** How much a process held when so many requests were answered. */
export interface Sample {
  readonly answered: number
  readonly mib: number
}

/** The median of the samples in a fifth of the run, the first one being 0. */
export function medianOfFifth(samples: readonly Sample[], total: number, fifth: number): number {
  const within = samples.filter(({ answered }) => Math.floor((answered * 5) / (total + 1)) === fifth)
  const sorted = within.map(({ mib }) => mib).sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] as number
}
