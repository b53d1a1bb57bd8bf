import type { VerdictKind } from '../judge.js'
import type { CaseReport, DrillReport } from '../report.js'
import { ruleOf } from '../rules/rules.js'
import { matrixOf, storiesOf, verdictSigns } from './matrix.js'

export interface TextOptions {
  /** The command that runs a case again, by its id. */
  readonly repeat: (id: string) => string
  /** Colors a text by a verdict. */
  readonly paint: (kind: VerdictKind, text: string) => string
  /** How many stories are shown at most. */
  readonly maxStories: number
}

/** A report for a terminal: the matrix, the story of each harm, and the counts. */
export function textOf(report: DrillReport, options: TextOptions): string {
  const stories = storiesOf(report)
  const shown = stories.slice(0, options.maxStories)
  const left = stories.length - shown.length
  return [
    matrixText(report, options),
    ...shown.map((one) => storyText(one, options)),
    ...(left > 0 ? [`… and ${left} more like these; --report writes all of them into a file.\n`] : []),
    summaryOf(report),
  ].join('\n')
}

/** What a drill came to, in a few lines. */
export function summaryOf({ counts, rehearsal, isComplete, seed }: DrillReport): string {
  const { planned, run, pruned, recovered, failed, harm, hung, unstable, unreached } = counts
  const parts = [
    `${recovered} recovered`,
    `${failed} failed cleanly`,
    `${harm} with harm`,
    `${hung} hung`,
    ...(unstable > 0 ? [`${unstable} unstable`] : []),
    ...(unreached > 0 ? [`${unreached} whose failure never came`] : []),
  ]
  const lines = [`${run} of ${planned} cases: ${parts.join(', ')}.`]
  if (pruned > 0) lines.push(`${pruned} more were left out, because they equal others.`)
  if (run < planned && isComplete === false) lines.push(`The drill was ended early (seed ${seed}).`)
  if (rehearsal.differences.length > 0)
    lines.push('Two rehearsals differ, so that failures may come elsewhere than planned:')
  lines.push(...rehearsal.differences.map((difference) => `  ${difference}`))
  return `${lines.join('\n')}\n`
}

function matrixText(report: DrillReport, { paint }: TextOptions): string {
  const { columns, rows } = matrixOf(report)
  if (rows.length === 0) return ''
  const width = Math.max(...rows.map(({ label }) => label.length))
  const names = columns.map((_, at) => columnName(at))
  const head = `${' '.repeat(width)}  ${names.map((name) => name.padEnd(2)).join(' ')}`
  const body = rows.map(({ label, cells }) => {
    const marks = cells.map((one) =>
      one === undefined ? '  ' : `${paint(one.verdict, verdictSigns[one.verdict].character)} `,
    )
    return `${label.padEnd(width)}  ${marks.join(' ')}`.trimEnd()
  })
  const kinds = new Set(report.cases.map(({ verdict }) => verdict))
  const legend = (Object.keys(verdictSigns) as VerdictKind[])
    .filter((kind) => kinds.has(kind))
    .map((kind) => `${verdictSigns[kind].character} ${verdictSigns[kind].means}`)
  const keys = names.map((name, at) => `${name} ${columns[at]}`)
  return [head.trimEnd(), ...body, '', legend.join('   '), ...wrapped(keys, 100), ''].join('\n')
}

/** `a` to `z`, then `aa`. */
function columnName(at: number): string {
  const last = String.fromCharCode(97 + (at % 26))
  return at < 26 ? last : `a${last}`
}

/** Words in lines of at most so many characters. */
function wrapped(words: readonly string[], width: number): readonly string[] {
  const lines: string[] = []
  for (const word of words) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 3 + word.length <= width)
      lines[lines.length - 1] = `${last}   ${word}`
    else lines.push(word)
  }
  return lines
}

/** A case that does harm, in five lines. */
function storyText(one: CaseReport, { repeat, paint }: TextOptions): string {
  const { id, target, text, verdict, broken } = one
  const head = `${paint(verdict, verdictSigns[verdict].character)} #${id} ${target}: ${text}`
  const reasons = broken.flatMap(({ rule, message }) => {
    const { title, says, published, page } = ruleOf(rule)
    return [
      `  rule   ${rule}: the app ${title}`,
      `  shown  ${message}`,
      `  docs   ${says} ${published ?? page}`,
    ]
  })
  const hang = [`  hung   The test did not end in time. Does the app wait for a reply without a limit?`]
  return `${[head, ...(verdict === 'hung' && reasons.length === 0 ? hang : reasons), `  again  ${repeat(id)}`].join('\n')}\n`
}
