import type { VerdictKind } from '../judge.js'
import type { CaseReport, DrillReport } from '../report.js'
import { ruleOf } from '../rules/rules.js'
import { type Matrix, matrixOf, rulesOf, storiesOf, verdictSigns } from './matrix.js'

export interface TextOptions {
  /** The command that runs a case again, by its id. */
  readonly repeat: (id: string) => string
  /** Colors a text by a verdict. */
  readonly paint: (kind: VerdictKind, text: string) => string
  /** How many stories are shown at most. */
  readonly maxStories: number
  /** How many characters a line of the terminal has; null for lines as long as they are. */
  readonly width: number | null
}

/** So many cases are named for each rule. */
const maxNamed = 12

/** How long a line of the legend is at most, in characters. */
const legendWidth = 100

/** A report for a terminal: the matrix, the story of each harm, and the counts. */
export function textOf(report: DrillReport, options: TextOptions): string {
  const stories = storiesOf(report)
  const shown = stories.slice(0, options.maxStories)
  const left = stories.length - shown.length
  return [
    ...(report.cases.length > 0 ? [matrixText(report, options)] : []),
    ...shown.map((one) => storyText(one, options)),
    ...(left > 0 ? [`… and ${left} more like these; --report writes all of them into a file.\n`] : []),
    ...(stories.length > 1 ? [rulesText(report, options)] : []),
    summaryOf(report),
  ].join('\n')
}

/** Which rules are broken, and in which cases. */
function rulesText(report: DrillReport, { paint }: TextOptions): string {
  const found = rulesOf(report)
  const width = Math.max(...found.map(({ rule }) => rule.length))
  const most = Math.max(...found.map(({ ids }) => String(ids.length).length))
  const lines = found.map(({ rule, kind, ids }) => {
    const named = ids.slice(0, maxNamed).map((id) => `#${id}`)
    const list = [...named, ...(ids.length > maxNamed ? ['…'] : [])].join(' ')
    return `${paint(kind, rule)}${' '.repeat(width - rule.length)}  ${String(ids.length).padStart(most)}  ${list}`
  })
  return `${lines.join('\n')}\n`
}

/** What a drill came to, in a few lines. */
export function summaryOf({ counts, rehearsal, isComplete, seed }: DrillReport): string {
  const { planned, run, pruned, recovered, failed, harm, hung, unstable, unreached } = counts
  if (planned === 0) return 'No case is what was asked for.\n'
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

function matrixText(report: DrillReport, { paint, width }: TextOptions): string {
  const matrix = matrixOf(report)
  const kinds = new Set(report.cases.map(({ verdict }) => verdict))
  const legend = (Object.keys(verdictSigns) as VerdictKind[])
    .filter((kind) => kinds.has(kind))
    .map((kind) => `${paint(kind, verdictSigns[kind].character)} ${verdictSigns[kind].means}`)
  const keys = matrix.columns.map((column, at) => `${columnName(at)} ${column}`)
  return [
    ...blocksOf(matrix, width).map((block) => blockText(block, paint)),
    legend.join('   '),
    ...wrapped(keys, '   ', Math.min(width ?? legendWidth, legendWidth)),
    '',
  ].join('\n')
}

/** A part of a matrix that is as wide as a terminal. */
interface Block {
  readonly names: readonly string[]
  readonly rows: Matrix['rows']
  readonly labelWidth: number
}

/** The parts of a matrix, each with as many columns as there is room for, and the rows that have a case there. */
function blocksOf({ columns, rows }: Matrix, width: number | null): readonly Block[] {
  const labelWidth = Math.max(0, ...rows.map(({ label }) => label.length))
  const room = width === null ? columns.length : Math.max(1, Math.floor((width - labelWidth) / cellWidth))
  const starts = columns.map((_, at) => at).filter((at) => at % room === 0)
  return starts.map((start) => ({
    names: columns.map((_, at) => columnName(at)).slice(start, start + room),
    rows: rows
      .map(({ label, cells }) => ({ label, cells: cells.slice(start, start + room) }))
      .filter(({ cells }) => cells.some((cell) => cell !== undefined)),
    labelWidth,
  }))
}

/** How wide a cell is, in characters. */
const cellWidth = 3

function blockText({ names, rows, labelWidth }: Block, paint: TextOptions['paint']): string {
  const head = `${' '.repeat(labelWidth)}${names.map((name) => name.padStart(cellWidth)).join('')}`
  const body = rows.map(({ label, cells }) => {
    const last = cells.findLastIndex((cell) => cell !== undefined)
    const marks = cells
      .slice(0, last + 1)
      .map((cell) => (cell === undefined ? ' ' : paint(cell.verdict, verdictSigns[cell.verdict].character)))
    return `${label.padEnd(labelWidth)}${marks.map((mark) => `${' '.repeat(cellWidth - 1)}${mark}`).join('')}`
  })
  return [head, ...body, ''].join('\n')
}

/** `a` to `z`, then `A` to `Z`. */
function columnName(at: number): string {
  return String.fromCharCode(at < 26 ? 97 + at : 65 + at - 26)
}

/** Words in lines of at most so many characters. */
function wrapped(words: readonly string[], gap: string, width: number): readonly string[] {
  const lines: string[] = []
  for (const word of words) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + gap.length + word.length <= width)
      lines[lines.length - 1] = `${last}${gap}${word}`
    else lines.push(word)
  }
  return lines
}

/** A case that does harm, in five parts. */
function storyText(one: CaseReport, { repeat, paint, width }: TextOptions): string {
  const { id, target, text, verdict, broken } = one
  const part = (name: string, said: string) => {
    const lines = width === null ? [said] : wrapped(said.split(' '), ' ', width - partIndent.length)
    return `  ${name.padEnd(partIndent.length - 2)}${lines.join(`\n${partIndent}`)}`
  }
  const reasons = broken.flatMap(({ rule, message }) => {
    const { title, says, published, page } = ruleOf(rule)
    return [
      part('rule', `${rule}: the app ${title}`),
      part('shown', message),
      part('docs', `${says} ${published ?? page}`),
    ]
  })
  const hang = part('hung', 'The test did not end in time. Does the app wait for a reply without a limit?')
  return [
    `${paint(verdict, verdictSigns[verdict].character)} #${id} ${target}: ${text}`,
    ...(broken.length === 0 ? [hang] : reasons),
    // In one line, to be copied.
    `  again  ${repeat(id)}\n`,
  ].join('\n')
}

/** What the parts of a story begin with. */
const partIndent = ' '.repeat(9)
