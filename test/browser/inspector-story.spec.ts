import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import t, { type Test } from 'tap'
import { root } from '../helpers/project.js'
import { runTests } from '../helpers/runs.js'
import { startScenes } from './stage.js'

const scene = await startScenes(t)

interface Client {
  open(): Promise<{ readonly sessionId: string }>
  resume(id: string): Promise<{ readonly sessionId: string }>
}

/** The client of the examples, as an app has it. */
async function exampleClient(baseUrl: string): Promise<Client> {
  const { Connect } = await import(pathToFileURL(`${root}examples/connect.js`).href)
  return new Connect({ baseUrl, apiKey: 'sk_test_shop' })
}

/** A project that has the Vitest of the examples, and nothing else. */
async function emptyProject(t: Test): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'repull-mock-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  const { devDependencies } = JSON.parse(await readFile(`${root}examples/vitest/package.json`, 'utf8'))
  await writeFile(join(folder, 'package.json'), '{ "private": true, "type": "module" }')
  const words = ['install', '--no-audit', '--no-fund', '--no-package-lock', '--prefer-offline']
  await promisify(execFile)('npm', [...words, `vitest@${devDependencies.vitest}`], { cwd: folder })
  return folder
}

scene(
  'a tester sees the client of an app come too late, and takes the finding away as a test',
  async (t, { page, url, mock, click, look }) => {
    const [client, project] = await Promise.all([exampleClient(url), emptyProject(t)])
    await page.goto(`${url}/_mock`)
    await page.getByTestId('nothing-yet').waitFor()
    const { sessionId } = await client.open()
    await page.locator(`[data-session="${sessionId}"]`).getByText('pending').waitFor()
    await click('advance-31m')
    await page.locator(`[data-session="${sessionId}"]`).getByText('expired').waitFor()
    const fresh = await client.resume(sessionId)
    await page.locator(`[data-session="${fresh.sessionId}"]`).getByText('pending').waitFor()
    const late = page.getByTestId('row').filter({ hasText: '410' })
    t.match(await late.textContent(), `GET/v1/connect/sessions/cs_…${sessionId.slice(-6)}session_expired410`)
    await late.click()
    await look('inspector-story')
    await click('copy-test')
    await page.getByTestId('copy-test').filter({ hasText: 'Copied' }).waitFor()
    const copied = String(await page.evaluate('navigator.clipboard.readText()'))
    t.match(copied, "import { expect, test } from 'vitest'")
    await writeFile(join(project, 'copied.test.js'), copied)
    const { code, said } = await runTests(t, project, ['node_modules/.bin/vitest', 'run'])
    t.equal(code, 0, said)
    t.match(said, /Tests +1 passed/)
    const key = /sk_test_copied_/
    const { data } = (await mock.call('GET', '/_mock/workspaces', { key: null })).body
    t.equal(data.length, 2, `it took a key of its own, like ${key.source}`)
    await page.getByTestId('workspace').getByText('All 2 workspaces').waitFor({ state: 'attached' })
    t.equal(
      await page.getByTestId('row').filter({ hasText: '410' }).count(),
      2,
      'and the page shows its calls',
    )
  },
  { viewport: { width: 1280, height: 800 }, permissions: ['clipboard-read', 'clipboard-write'] },
)
