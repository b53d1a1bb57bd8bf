// Runs compiled tests with Node's own runner, each file in a process of its own: all *.test.ts, or the files and the
// *.spec.ts of the folders named.
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

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

const { status } = spawnSync(
  process.execPath,
  [
    '--enable-source-maps',
    '--test',
    // One more than there are processors, because tests of programs wait for them.
    `--test-concurrency=${availableParallelism() + 1}`,
    '--test-reporter=./build/test-reporter.js',
    ...files.map((name) => `.cache/tests/test/${name.replace(/ts$/, 'js')}`),
  ],
  { stdio: 'inherit', env: { ...process.env, TAP_TIMEOUT: '600' } },
)
process.exitCode = status ?? 1
