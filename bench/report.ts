import type { Target } from './targets.js'
import type { Judgement, Measurement } from './verdict.js'

/** Something that was measured and has no target. */
export interface Detail {
  readonly name: string
  readonly value: string
}

/** The judgements as a table in Markdown, for people and for RESULTS.md. */
export function judgementTable(judgements: readonly Judgement[]): string {
  const rows = judgements.map(({ target, measurement, limit, verdict, reachesStretch }) => [
    target.name,
    measurement?.value == null ? '' : withUnit(measurement.value, target),
    measurement?.spread === undefined ? '' : round(measurement.spread),
    controlText(measurement),
    `${target.bound === 'at most' ? '≤' : '≥'} ${withUnit(limit, target)}`,
    target.stretch === undefined ? '' : String(target.stretch),
    reachesStretch ? 'pass, stretch' : verdict,
    measurement?.note ?? (measurement === undefined ? 'see --help' : ''),
  ])
  return table(['', 'measured', 'spread', 'control', 'target', 'stretch', 'verdict', 'note'], rows)
}

/** What has no target, as a table in Markdown. */
export function detailTable(details: readonly Detail[]): string {
  return table(
    ['', 'measured'],
    details.map(({ name, value }) => [name, value]),
  )
}

/** What a reader must not miss: the number of each verdict, and a loud word about noise. */
export function conclusion(judgements: readonly Judgement[]): string {
  const count = (wanted: string) => judgements.filter(({ verdict }) => verdict === wanted).length
  const lines = [
    `${count('pass')} pass, ${count('missed')} missed, ${count('noisy')} noisy, ${count('not measured')} not measured`,
  ]
  const noisy = judgements.filter(({ verdict }) => verdict === 'noisy').map(({ target }) => target.name)
  if (noisy.length > 0) {
    lines.push(`NOISY, so neither passed nor missed: ${noisy.join('; ')}. Run again on a quieter machine.`)
  }
  return lines.join('\n')
}

/** A number with as many digits as say something. */
export function round(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2
  return value.toFixed(digits)
}

function withUnit(value: number, { unit }: Target): string {
  return unit === '×' ? round(value) : `${round(value)} ${unit}`
}

function controlText(measurement: Measurement | undefined): string {
  const control = measurement?.control
  return control === undefined ? '' : `${round(control.median)} ±${round(control.spread / 2)}`
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, at) =>
    Math.max(title.length, 3, ...rows.map((row) => (row[at] as string).length)),
  )
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, at) => cell.padEnd(widths[at] as number)).join(' | ')} |`
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n')
}
