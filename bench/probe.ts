import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks'

/** What a process says of itself when it is asked. Durations of the event loop in milliseconds. */
export interface ProbeAnswer {
  readonly cpuNs: number
  readonly rssBytes: number
  readonly loopP999Ms: number
  readonly loopMaxMs: number
}

/**
 * Loaded before a server by `node --import`, to see its event loop from inside, and its CPU time where the system does
 * not account for it. Each question starts a new reading of the event loop.
 */
const resolutionMs = 1
const delay: IntervalHistogram = monitorEventLoopDelay({ resolution: resolutionMs })
delay.enable()
process.on('message', () => {
  const { user, system } = process.cpuUsage()
  const answer: ProbeAnswer = {
    cpuNs: (user + system) * 1000,
    rssBytes: process.memoryUsage.rss(),
    loopP999Ms: delay.percentile(99.9) / 1e6 - resolutionMs,
    loopMaxMs: delay.max / 1e6 - resolutionMs,
  }
  delay.reset()
  process.send?.(answer)
})
process.channel?.unref()
