import type { DrillEvents, PlanFacts, Progress } from '../drill/options.js'
import type { Clock } from '../lib/clock.js'
import type { Output } from './output.js'

/** How wide the bar is, in characters. */
const barWidth = 24

/** How often a line says how it goes where there is no bar, in milliseconds. */
const lineEveryMs = 30_000

/** What a drill says while it runs. */
export interface DrillProgress extends Required<DrillEvents> {
  /** Removes the bar. */
  readonly end: () => void
}

/**
 * Says how a drill goes on: what it is about to do, then a bar on a terminal, and elsewhere a line now and then.
 *
 * @param jobs how many cases run at the same time.
 */
export function showProgress(output: Output, clock: Clock, jobs: number): DrillProgress {
  const counts = { harm: 0, hung: 0 }
  let shown = ''
  let beganMs = 0
  let saidMs = 0
  const show = (line: string) => {
    if (line !== shown) output.write(`\r${line.padEnd(shown.length)}${line === '' ? '\r' : ''}`)
    shown = line
  }
  const begin = () => {
    beganMs = clock.now()
    saidMs = beganMs
  }
  return {
    planned: (facts) => {
      begin()
      output.write(`${planLines(facts, jobs).join('\n')}\n`)
    },
    judged: ({ done, of, report: { verdict } }: Progress) => {
      if (verdict === 'harm' || verdict === 'hung') counts[verdict]++
      const nowMs = clock.now()
      const leftMs = ((nowMs - beganMs) / done) * (of - done)
      const facts = `harm ${counts.harm}  hung ${counts.hung}  about ${roughly(leftMs)} left`
      if (done === of) {
        show('')
        // Cases that go deeper have a bar of their own.
        begin()
      } else if (output.isTTY) {
        const filled = Math.round((barWidth * done) / of)
        show(`[${'#'.repeat(filled).padEnd(barWidth, '.')}] ${done}/${of}  ${facts}`)
      } else if (nowMs - saidMs >= lineEveryMs) {
        saidMs = nowMs
        output.write(`repull-mock: ${done} of ${of} cases  ${facts}\n`)
      }
    },
    end: () => show(''),
  }
}

function planLines(facts: PlanFacts, jobs: number): readonly string[] {
  const { cases, of, isSample, aboutMs, seed, differences } = facts
  const count = (number: number) => `${number} ${number === 1 ? 'case' : 'cases'}`
  const chosen = cases === of ? count(cases) : `${cases} of ${count(of)}`
  const seeded = isSample ? ` (seed ${seed})` : ''
  return [
    `repull-mock: ${chosen}${seeded}, ${jobs} at once, about ${roughly(aboutMs)}`,
    ...differences.map((difference) => `repull-mock: two rehearsals differ: ${difference}`),
  ]
}

/** A duration for people. @example roughly(94_000) // '1 min 34 s' */
function roughly(durationMs: number): string {
  const seconds = Math.max(1, Math.round(durationMs / 1000))
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}
