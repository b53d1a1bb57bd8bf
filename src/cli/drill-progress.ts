import type { DrillEvents, PlanFacts } from '../drill/options.js'
import type { Output } from './output.js'

/** How wide the bar is, in characters. */
const barWidth = 24

/** Says how a drill goes on: one line before the first case, and a bar on a terminal. */
export function showProgress(output: Output): DrillEvents {
  const counts = { harm: 0, hung: 0 }
  return {
    planned: (facts) => {
      output.write(`${planLines(facts).join('\n')}\n`)
    },
    judged: ({ done, of, report: { verdict } }) => {
      if (verdict === 'harm' || verdict === 'hung') counts[verdict]++
      if (!output.isTTY) return
      const filled = Math.round((barWidth * done) / of)
      const bar = '#'.repeat(filled).padEnd(barWidth, '.')
      // The bar is written over, and goes when all is done.
      const line = `[${bar}] ${done}/${of}  harm ${counts.harm}  hung ${counts.hung}`
      output.write(done === of ? `\r${' '.repeat(line.length)}\r` : `\r${line}`)
    },
  }
}

function planLines({ cases, of, aboutMs, seed, differences }: PlanFacts): readonly string[] {
  const seconds = Math.max(1, Math.round(aboutMs / 1000))
  const chosen = cases === of ? `${cases} cases` : `${cases} of ${of} cases (seed ${seed})`
  return [
    `repull-mock: ${chosen}, about ${seconds} s`,
    ...differences.map((difference) => `repull-mock: two rehearsals differ: ${difference}`),
  ]
}
