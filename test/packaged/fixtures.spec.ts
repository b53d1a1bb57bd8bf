import { existsSync } from 'node:fs'
import { copyFile, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { runnersProject } from '../helpers/runners.js'
import { runTests } from '../helpers/runs.js'

const { folder, modules } = await runnersProject(t)
const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium'

/** What a failing test with a misspelt provider prints. */
const journal =
  /repull-mock: the \d requests? of "a misspelt provider"\n(?: +POST \/v1\/connect\/airbnb 200\n)? +POST \/v1\/connect\/airbnbpro 400 invalid_provider → POST \/v1\/connect\/airbnb\n +The last refused one again: curl -X POST 'http:\/\/127\.0\.0\.1:\d+\/v1\/connect\/airbnbpro' /

function runVitest(t: Test, options: readonly string[], settings = {}) {
  const words = [join(modules, '.bin/vitest'), 'run', 'fixture.test.mjs', ...options]
  return runTests(t, folder, words, settings)
}

t.test('Vitest: each test has a workspace, and one that passes prints nothing', async (t) => {
  await copyFile(join(folder, 'fixture-vitest.mjs'), join(folder, 'fixture.test.mjs'))
  for (const options of [[], ['--no-isolate'], ['--pool', 'vmThreads', '--environment', 'jsdom']]) {
    const { code, said } = await runVitest(t, options)
    t.equal(code, 0, said)
    t.match(said, /Tests +5 passed \| 1 expected fail \(6\)/)
    t.notMatch(said, /repull-mock:|close timed out/)
  }
})

t.test('Vitest: a test that fails prints the journal of its workspace, and of no other', async (t) => {
  const { code, said } = await runVitest(t, [], { SHALL_FAIL: '1' })
  t.equal(code, 1, said)
  t.match(said, journal)
  t.match(said, 'repull-mock: no request came in "no request". Does the code under test use repull.url')
  t.equal(said.split('repull-mock: ').length, 3, said)
  t.notMatch(said, /sk_test_/, 'no key')
})

/** Runs the test of Playwright in a project of ES modules or of CommonJS. */
async function runPlaywright(t: Test, type: string, settings = {}) {
  await writeFile(join(folder, 'package.json'), JSON.stringify({ type }))
  await copyFile(join(folder, 'fixture-playwright.ts'), join(folder, 'fixture.spec.ts'))
  const use = { launchOptions: { executablePath, chromiumSandbox: process.getuid?.() !== 0 } }
  const config = JSON.stringify({ testMatch: 'fixture.spec.ts', use, expect: { timeout: 20_000 } })
  const exported = type === 'module' ? 'export default' : 'module.exports ='
  await writeFile(join(folder, 'playwright.config.js'), `${exported} ${config}\n`)
  const words = [process.execPath, join(modules, '@playwright/test/cli.js'), 'test', '--reporter=line']
  return runTests(t, folder, words, settings)
}

const skip = !existsSync(executablePath) && 'needs Chromium'

t.test(
  'Playwright: each test has a workspace beside its page, from ES modules and CommonJS',
  { skip },
  async (t) => {
    for (const type of ['module', 'commonjs']) {
      const { code, said } = await runPlaywright(t, type)
      t.equal(code, 0, said)
      t.match(said, /2 passed/)
      t.notMatch(said, 'repull-mock:')
    }
  },
)

t.test('Playwright: a test that fails prints its journal and attaches it', { skip }, async (t) => {
  const { code, said } = await runPlaywright(t, 'module', { SHALL_FAIL: '1' })
  t.equal(code, 1, said)
  t.match(said, journal)
  t.equal(said.split('repull-mock: ').length, 2, `once: ${said}`)
  const [, file = ''] = /attachment #\d: repull-mock\.txt \(text\/plain\) .*\n +(\S+\.txt)\n/.exec(said) ?? []
  t.match(await readFile(join(folder, file), 'utf8'), journal, 'the file that it names')
  t.match(said, /1 failed[\s\S]*1 passed/)
})
