import { copyFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { runnersProject } from '../helpers/runners.js'
import { runTests } from '../helpers/runs.js'

const { folder, modules } = await runnersProject(t)

/** Runs a test runner in the project, which must end by itself. Whatever it says is shown when it fails. */
async function run(
  t: Test,
  words: readonly string[],
  fits: RegExp,
  settings: Record<string, string> = {},
): Promise<void> {
  const { code, said } = await runTests(t, folder, words, settings)
  t.equal(code, 0, said)
  t.match(said, fits)
  t.notMatch(said, /did not exit|open handle|force exit|close timed out|Warning: (?!VM Modules)/i)
}

/** Runs one file of tests by Jest 30. */
async function runJest(
  t: Test,
  file: string,
  config: object,
  options: readonly string[] = [],
): Promise<void> {
  const name = `${t.name.replace(/\W/g, '-')}.config.json`
  const test = file.replace(/\./, '.test.')
  await copyFile(join(folder, file), join(folder, test))
  await writeFile(join(folder, name), JSON.stringify({ testMatch: [`<rootDir>/${test}`], ...config }))
  const words = [process.execPath, ...options, join(modules, 'jest/bin/jest.js'), '--config', name]
  await run(t, [...words, '--runInBand', '--detectOpenHandles', '--no-cache'], /Tests: +\d passed, \d total/)
}

t.test('Jest as it comes', (t) => runJest(t, 'jest.cjs', {}))

t.test('Jest with jsdom', (t) => runJest(t, 'jest.cjs', { testEnvironment: 'jsdom' }))

t.test('Jest with ES modules', (t) =>
  runJest(t, 'jest.mjs', { moduleFileExtensions: ['mjs', 'cjs', 'js'] }, ['--experimental-vm-modules']),
)

t.test('ts-jest, which checks types and makes CommonJS', async (t) => {
  const compilerOptions = { strict: true, module: 'commonjs', moduleResolution: 'node10', target: 'es2022' }
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions }))
  await runJest(t, 'jest.ts', { preset: 'ts-jest' })
})

for (const environment of ['node', 'jsdom', 'happy-dom']) {
  for (const pool of ['forks', 'threads', 'vmThreads', 'vmForks']) {
    t.test(`Vitest with ${environment} and ${pool}`, async (t) => {
      const name = `${environment}-${pool}.test.mjs`
      await copyFile(join(folder, 'vitest.mjs'), join(folder, name))
      const options = ['--environment', environment, '--pool', pool]
      await run(t, [join(modules, '.bin/vitest'), 'run', name, ...options], /Tests +2 passed \(2\)/)
    })
  }
}

t.test('Deno', async (t) => {
  const settings = { DENO_NO_UPDATE_CHECK: '1', DENO_DIR: join(folder, 'deno') }
  const words = [join(modules, '.bin/deno'), 'test', '--allow-all', '--no-check', 'deno.mjs']
  await run(t, words, /1 passed \| 0 failed/, settings)
})
