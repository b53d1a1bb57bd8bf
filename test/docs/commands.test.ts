import { readFile } from 'node:fs/promises'
import t from 'tap'
import { commandsOf, documents, isStep } from '../helpers/documents.js'
import { root } from '../helpers/project.js'

/** The files that run the commands, by the documents that show them. */
const runners: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '.env.example': {
    'cp .env.example .env && node --env-file=.env bundle/cli.cjs': 'test/readme.test.ts',
  },
  'CONTRIBUTING.md': {
    'npm run -s pretest\nnode build/run-tests.js test/lib/clock.test.ts test/stories/claim.test.ts':
      'test/packaged/clone.spec.ts',
  },
  'README.md': {
    'npm ci && npm start': 'test/packaged/clone.spec.ts',
    'npm ci && npm test': '.ci/run',
    'npx repull-mock drill -- npm test': 'test/packaged/readme.spec.ts',
    'npx repull-mock exec -- npm test': 'test/packaged/readme.spec.ts',
    'docker build -t repull-mock .\ndocker run --rm -p 7855:7855 repull-mock': 'test/readme.test.ts',
  },
  'docs/clients.md': {
    'node bundle/cli.cjs exec -- python3 examples/python/connect.py': 'test/readme.test.ts',
  },
  'docs/drill.md': {
    'node bundle/cli.cjs drill --only slow -- node examples/drill/check.js': 'test/drill/example.spec.ts',
  },
  'docs/settings.md': {
    'REPULL_MOCK_SESSION_TTL=5s npm start\nnpm start -- --session-ttl 5s': 'test/readme.test.ts',
    'cp .env.example .env\nnode --env-file=.env bundle/cli.cjs': 'test/readme.test.ts',
  },
  'docs/test-kit.md': {
    'npm install --save-dev repull-mock vitest': 'test/packaged/copied.spec.ts',
    'npm install --save-dev repull-mock jest': 'test/packaged/copied.spec.ts',
    'npm install --save-dev repull-mock @playwright/test': 'test/packaged/copied.spec.ts',
    'npx repull-mock exec -- npm test': 'test/packaged/readme.spec.ts',
  },
  'compose.yaml': { 'docker compose up': 'test/compose.test.ts' },
}

/** The pages of errors have the scripts that test/docs/error-scripts.test.ts runs. */
const isErrorPage = (document: string) => document.startsWith('docs/errors/')

t.test('each command in the documents is run by a test', async (t) => {
  const shown: Record<string, readonly string[]> = {}
  for (const document of await documents()) {
    if (isErrorPage(document)) continue
    const commands = (await commandsOf(document)).filter((command) => !isStep(command))
    if (commands.length > 0) shown[document] = commands.map(({ text }) => text).sort()
  }
  const run = Object.entries(runners).map(([document, one]) => [document, Object.keys(one).sort()])
  t.strictSame(shown, Object.fromEntries(run))
})

t.test('each command is in the file that is said to run it', async (t) => {
  for (const run of Object.values(runners)) {
    for (const [command, file] of Object.entries(run)) {
      const text = await readFile(root + file, 'utf8')
      t.ok(text.includes(command.replaceAll('\n', '\\n')), `${file} has ${command}`)
    }
  }
})
