// Runs compiled tests, each file in a process of its own: all *.test.js, or the files and the *.spec.js of the folders
// named. With --coverage every line and branch of the sources must have been run. A file starts in a fifth of the time
// that the runner of tap takes.
import { spawn, spawnSync } from 'node:child_process'
import { readdir, rm } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const copy = fileURLToPath(new URL('../.cache/tests', import.meta.url))
const isCovering = process.argv.includes('--coverage')
const wanted = process.argv.slice(2).filter((one) => one !== '--coverage')

const names = await readdir(join(copy, 'test'), { recursive: true })
const fits = (name, one) =>
  `test/${name}` === one.replace(/ts$/, 'js') || (name.endsWith('.spec.js') && name.startsWith(`${one}/`))
const isWanted = (name) =>
  wanted.length === 0 ? name.endsWith('.test.js') : wanted.some((one) => fits(name, one))
const files = names.filter(isWanted).sort()
const missing = wanted.filter((one) => one.endsWith('ts') && !names.some((name) => fits(name, one)))
for (const one of missing) console.log(`not ok ${one}: there is no such test`)

const coverage = join(copy, 'coverage')
const env = {
  ...process.env,
  TAP_TIMEOUT: '600',
  ...(isCovering && { NODE_V8_COVERAGE: coverage }),
}
const counts = { total: 0, pass: 0, fail: 0, skip: 0, todo: 0 }
let isGood = files.length > 0 && missing.length === 0
await rm(coverage, { recursive: true, force: true })

async function runAll() {
  for (let file = files.shift(); file !== undefined; file = files.shift()) await run(join('test', file))
}

/** Runs one file, shows its seeds, and all that it says when it failed. */
async function run(file) {
  const started = performance.now()
  const child = spawn(process.execPath, ['--enable-source-maps', file], { cwd: copy, env })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk))
  const code = await new Promise((resolve) => child.on('close', (code, signal) => resolve(code ?? signal)))
  const found = /^# (\{ .* \})$/m.exec(said)?.[1] ?? '{ fail: 1 }'
  for (const [, name, count] of found.matchAll(/(\w+): (\d+)/g)) counts[name] += Number(count)
  console.log(
    `${code === 0 ? 'ok' : 'not ok'} ${file} ${((performance.now() - started) / 1000).toFixed(1)} s`,
  )
  for (const [line] of said.matchAll(/^ *# (?:seed|measured).*$/gm)) console.log(line)
  if (code === 0) return
  isGood = false
  console.log(`exit code ${code}\n${said}`)
}

// One more than there are processors, because tests of programs wait for them.
await Promise.all(Array.from({ length: availableParallelism() + 1 }, runAll))
console.log(
  `# { ${Object.entries(counts)
    .map(([name, count]) => `${name}: ${count}`)
    .join(', ')} }`,
)
if (isCovering) isGood = isCovered() && isGood
process.exitCode = isGood ? 0 : 1

/** Whether nothing of the sources was left out; what was left out is shown. */
function isCovered() {
  const options = ['--include', 'src/**', '--check-coverage', '--100', '--reporter', 'text', '--skip-full']
  const words = ['report', '--temp-directory', coverage, ...options]
  return spawnSync('node_modules/.bin/c8', words, { cwd: copy, stdio: 'inherit' }).status === 0
}
