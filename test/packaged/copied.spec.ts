import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { installed, installedCopy } from '../helpers/installed.js'
import { root } from '../helpers/project.js'
import { runTests } from '../helpers/runs.js'

const page = await readFile(join(root, 'docs/test-kit.md'), 'utf8')
const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium'

/** What a section of the page says: the command that installs, the file, the command that runs it, and its code. */
function readSection(title: string) {
  const [, section = ''] = page.split(`\n## ${title}\n`)
  const [, install = ''] = /```sh\n(.*)\n```/.exec(section) ?? []
  const [, file = '', command = ''] = /^Save this as `([\w.]+)` and run `([^`]+)`/m.exec(section) ?? []
  const [, code = ''] = /```js\n([\s\S]*?)```/.exec(section) ?? []
  return { install, file, command, code }
}

/** Does what a section says in a new project, with the packed package in the place of the published one. */
async function follow(t: Test, title: string, install: string, more: Record<string, string> = {}) {
  const { project } = await installedCopy(t)
  const section = readSection(title)
  t.equal(section.install, install)
  const { tarball } = await installed()
  const settings = { npm_config_prefer_offline: 'true', npm_config_audit: 'false', npm_config_fund: 'false' }
  await writeFile(join(project, 'package.json'), '{}')
  const words = install.split(' ').map((word) => (word === 'repull-mock' ? tarball : word))
  const made = await runTests(t, project, words, settings)
  t.equal(made.code, 0, made.said)
  for (const [name, text] of Object.entries({ ...more, [section.file]: section.code }))
    await writeFile(join(project, name), text)
  const { code, said } = await runTests(t, project, section.command.split(' '))
  t.equal(code, 0, said)
  return said
}

t.test('what the page says of Vitest ends in a test that passes', async (t) => {
  t.match(await follow(t, 'Vitest', 'npm install --save-dev repull-mock vitest'), /Tests +1 passed \(1\)/)
})

t.test('what the page says of Jest ends in a test that passes, in its default settings', async (t) => {
  t.match(await follow(t, 'Jest', 'npm install --save-dev repull-mock jest'), /Tests: +1 passed, 1 total/)
})

const skip = !existsSync(executablePath) && 'needs Chromium'
t.test('what the page says of Playwright ends in a test that passes', { skip }, async (t) => {
  const launchOptions = { executablePath, chromiumSandbox: process.getuid?.() !== 0 }
  const [, config = ''] = /```js\n(export default [\s\S]*?)```/.exec(page) ?? []
  t.match(config, 'PORT: 7855')
  const files = {
    // Another test may have the port.
    'shown.mjs': config.replace('7855', '0'),
    'playwright.config.mjs': `import shown from './shown.mjs'
const { use } = shown
export default { ...shown, use: { ...use, launchOptions: ${JSON.stringify(launchOptions)} } }\n`,
  }
  const said = await follow(t, 'Playwright', 'npm install --save-dev repull-mock @playwright/test', files)
  t.match(said, /1 passed/)
})
