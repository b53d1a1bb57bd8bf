// Runs compiled tests with Node's own runner: all *.test.ts, or the files and the *.spec.ts of the folders named.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

process.chdir(fileURLToPath(new URL('..', import.meta.url)))
const wanted = process.argv.slice(2)
const names = readdirSync('test', { recursive: true })
  .filter((name) => name.endsWith('.ts'))
  .sort()
const filesOf = (one) =>
  names.filter((name) => `test/${name}` === one || (name.endsWith('.spec.ts') && dirname(name) === one))
const missing = wanted.filter((one) => filesOf(one).length === 0)
if (missing.length > 0) {
  console.error(`there is no test ${missing.join(', ')}`)
  process.exit(1)
}
const files = wanted.length > 0 ? wanted.flatMap(filesOf) : names.filter((name) => name.endsWith('.test.ts'))

// To load the sources takes longer than most tests, so up to eight files of a folder share a process. These have their
// own: long suites, what waits for programs, what measures the heap.
const isAlone = (name) => name.endsWith('.spec.ts') || /^(cli|drill|storage|wire)\//.test(name)
const groups = []
for (const name of files) {
  const last = groups.at(-1)
  const joins = last && !isAlone(name) && dirname(last[0]) === dirname(name) && last.length < 8
  if (joins) last.push(name)
  else groups.push([name])
}

// What a group is called names its first file, and how many follow it.
const folder = mkdtempSync('.cache/tests/groups-')
const programs = groups.map((group, at) => {
  const modules = group.map((name) => resolve('.cache/tests/test', name.replace(/ts$/, 'js')))
  if (modules.length === 1) return modules[0]
  const program = join(folder, `${at}-${basename(modules[0], '.js')}+${group.length - 1}.js`)
  writeFileSync(program, modules.map((path) => `await import('${pathToFileURL(path)}')\n`).join(''))
  return program
})

const { status } = spawnSync(
  process.execPath,
  [
    '--enable-source-maps',
    '--test',
    // One more than there are processors, because tests of programs wait for them.
    `--test-concurrency=${availableParallelism() + 1}`,
    '--test-reporter=./build/test-reporter.js',
    ...programs,
  ],
  { stdio: 'inherit', env: { ...process.env, TAP_TIMEOUT: '600' } },
)
rmSync(folder, { recursive: true, force: true })
process.exitCode = status ?? 1
