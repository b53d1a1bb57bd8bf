import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { measureAgain } from './again.js'
import { type Bench, type Findings, root } from './bench.js'
import { Children } from './children.js'
import { measureImage } from './image.js'
import { measureInstall } from './install.js'
import { measureLibrary } from './library.js'
import { describeMachine } from './machine.js'
import { measureBound } from './memory.js'
import { measureMillion } from './million.js'
import { helpText, type Options, readOptions, UsageError } from './options.js'
import { conclusion, detailTable, judgementTable } from './report.js'
import { measureRequests } from './requests.js'
import { seededShuffle } from './shuffle.js'
import { measureStart } from './start.js'
import { measureStore } from './store.js'
import { asHeld, targetsOn } from './targets.js'
import { exitCodeOf, type Judgement, judge, type Measurement } from './verdict.js'

const slackOfShort = 1.15
const limitMinutes = { short: 15, long: 90 }
const measures = [
  measureRequests,
  measureStart,
  measureLibrary,
  measureStore,
  measureBound,
  measureMillion,
  measureInstall,
  measureImage,
]

async function main(): Promise<number> {
  const options = readOrRefuse()
  if (options === undefined) return 2
  if (options.help) {
    process.stdout.write(helpText())
    return 0
  }
  const folder = mkdtempSync(join(tmpdir(), 'repull-mock-bench-'))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  const say = (text: string) => process.stderr.write(`bench: ${text}\n`)
  const minutes = options.isShort ? limitMinutes.short : limitMinutes.long
  setTimeout(() => {
    say(`is not done in ${minutes} minutes`)
    process.exit(3)
  }, minutes * 60_000).unref()
  const bench: Bench = {
    options,
    children: new Children(),
    shuffle: seededShuffle(options.seed),
    folder,
    say,
  }
  const found: Findings[] = []
  const missedIn = (measurements: readonly Measurement[]) =>
    judgementsOf(options, measurements).flatMap(({ target, verdict }) =>
      verdict === 'missed' ? target.id : [],
    )
  for (const measure of measures) {
    const once = () => measure(bench)
    found.push(await (options.isShort ? measureAgain(once, missedIn, say) : once()))
  }
  return report(options, found)
}

function readOrRefuse(): Options | undefined {
  try {
    return readOptions(process.argv.slice(2))
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    process.stderr.write(`bench: ${error.message}\n`)
    return undefined
  }
}

/** How the server stands to each target of which something was measured; in a whole run, to all. */
function judgementsOf(options: Options, found: readonly Measurement[]): readonly Judgement[] {
  const measurements = new Map(found.map((one) => [one.id, one]))
  const all = targetsOn(Number.parseInt(process.versions.node, 10))
  return (options.isShort ? all.map(asHeld) : all)
    .filter(({ id }) => options.isWhole || measurements.has(id))
    .map((target) => judge(target, measurements.get(target.id), options.isShort ? slackOfShort : 1))
}

/** Prints what was found, keeps it in files, and returns the exit code. */
function report(options: Options, found: readonly Findings[]): number {
  const details = found.flatMap((one) => one.details)
  const judgements = judgementsOf(
    options,
    found.flatMap((one) => one.measurements),
  )
  const machine = describeMachine()

  const text = [
    ...machine.map(({ name, value }) => `- ${name}: ${value}`),
    '',
    judgementTable(judgements),
    '',
    detailTable(details),
    '',
    conclusion(judgements),
    '',
  ].join('\n')
  process.stdout.write(text)
  mkdirSync(join(root, '.artifacts'), { recursive: true })
  const record = { options: { ...options, parts: [...options.parts] }, machine, judgements, details }
  writeFileSync(join(root, '.artifacts', 'bench.json'), `${JSON.stringify(record, null, 2)}\n`)
  if (options.isWhole)
    writeFileSync(join(root, 'bench', 'RESULTS.md'), `# Measured by \`npm run bench\`\n\n${text}`)
  return exitCodeOf(judgements)
}

try {
  process.exit(await main())
} catch (error) {
  process.stderr.write(`bench: ${(error as Error).stack}\n`)
  process.exit(3)
}
