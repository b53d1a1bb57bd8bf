import { cp, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { runCommand, startLine } from '../helpers/process.js'
import { root } from '../helpers/project.js'

/** What a checkout does not have. */
const made = ['node_modules', 'bundle', 'dist', '.cache', '.tap', '.git', '.artifacts', 'coverage']

/** The project as somebody gets it who clones it. */
async function clone(t: Test): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), 'repull-mock-'))
  t.teardown(() => rm(copy, { recursive: true, force: true, maxRetries: 5 }))
  for (const name of (await readdir(root)).filter((name) => !made.includes(name))) {
    // What was compiled beside the sources is no part of it.
    const isSource = (file: string) => !/\/(?:src|test|build|bench)\/.*\.js\.map$/.test(file)
    await cp(join(root, name), join(copy, name), { recursive: true, filter: isSource })
  }
  return copy
}

t.test('README and CONTRIBUTING begin with what works in a clone', async (t) => {
  const cwd = await clone(t)
  const { url, end } = await startLine(t, 'npm ci && npm start', cwd)
  t.equal((await fetch(`${url}/v1/health`)).status, 200)
  await end()

  const block =
    'npm run -s pretest\nnode build/run-tests.js test/lib/clock.test.ts test/stories/claim.test.ts'
  const tests = runCommand(t, ['sh', '-ec', block], {}, { cwd })
  t.equal(await tests.ended, 0, tests.stdout())
  t.match(tests.stdout(), /^ok test\/lib\/clock\.test\.js .*\n[\s\S]*fail: 0/m)
})
