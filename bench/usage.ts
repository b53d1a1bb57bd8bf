import { existsSync, readdirSync, readFileSync } from 'node:fs'

/** What a process has used so far. */
export interface Usage {
  /** CPU time of all its threads and children, in nanoseconds. */
  readonly cpuNs: number
  readonly rssBytes: number
}

/** Whether the system accounts for processes in nanoseconds, without asking them. */
export const hasAccounts = existsSync('/proc/self/schedstat')

/**
 * Reads what the system has on account for a process and its children: `schedstat` of each thread, because the ticks of
 * `stat` are 10 ms.
 */
export function readUsage(pid: number): Usage {
  const tasks = readdirSync(`/proc/${pid}/task`)
  const sum = { cpuNs: 0, rssBytes: residentBytes(pid) }
  for (const task of tasks) {
    sum.cpuNs += Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ', 1)[0])
    for (const child of childrenOf(pid, task)) {
      const { cpuNs, rssBytes } = readUsage(child)
      sum.cpuNs += cpuNs
      sum.rssBytes += rssBytes
    }
  }
  return sum
}

function residentBytes(pid: number): number {
  const line = /^VmRSS:\s*(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
  return Number(line?.[1]) * 1024
}

/** The processes that a thread started, where the kernel tells. */
function childrenOf(pid: number, task: string): number[] {
  const file = `/proc/${pid}/task/${task}/children`
  if (!existsSync(file)) return []
  return readFileSync(file, 'utf8').split(' ').filter(Boolean).map(Number)
}
