import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { DrillReport } from '../drill/report.js'
import { htmlOf } from '../drill/reports/html.js'
import { junitOf } from '../drill/reports/junit.js'
import { textOf } from '../drill/reports/text.js'
import { createColors } from './colors.js'
import type { DrillArguments, ReportKind } from './drill-arguments.js'
import type { Output } from './output.js'

/** So many stories are shown on the terminal. */
const maxStories = 20

export interface ReportPlace {
  /** Takes the report as text. */
  readonly out: Output
  /** Takes one line that says which files were written, or why one could not be. */
  readonly printError: (message: string) => void
  /** How many characters a line of the terminal has; null when there is none. */
  readonly width: number | null
}

/**
 * Writes a report as text, and into files.
 *
 * @param repeat the command that runs a case again, by its id.
 * @returns whether all files could be written.
 */
export function writeReports(
  report: DrillReport,
  files: DrillArguments['reports'],
  repeat: (id: string) => string,
  { out, printError, width }: ReportPlace,
): boolean {
  const { green, red, yellow, dim } = createColors(out.isColored === true)
  const colors = { recovered: green, failed: dim, harm: red, hung: red, unstable: yellow, unreached: yellow }
  out.write(textOf(report, { repeat, maxStories, width, paint: (kind, text) => colors[kind](text) }))
  const written = files.filter(({ kind, file }) =>
    attempt(printError, () => writeFileSync(file, textIn(kind, report, repeat))),
  )
  if (written.length > 0) printError(`the report is in ${written.map(({ file }) => file).join(' ')}`)
  return written.length === files.length
}

/**
 * Makes the folders of reports: a drill takes long, and nobody wants to hear at its end that one is missing.
 *
 * @returns whether all are there.
 */
export function makeFolders(
  files: DrillArguments['reports'],
  printError: ReportPlace['printError'],
): boolean {
  return files.every(({ file }) => attempt(printError, () => mkdirSync(dirname(file), { recursive: true })))
}

/** Tries to write, and says why where that fails. */
function attempt(printError: ReportPlace['printError'], write: () => void): boolean {
  try {
    write()
    return true
  } catch (error) {
    printError(`cannot write the report: ${(error as Error).message}`)
    return false
  }
}

function textIn(kind: ReportKind, report: DrillReport, repeat: (id: string) => string): string {
  if (kind === 'html') return htmlOf(report, repeat)
  return kind === 'json' ? `${JSON.stringify(report, null, 2)}\n` : junitOf(report)
}
