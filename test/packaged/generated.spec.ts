import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { type ApiVersion, apiVersions, descriptionName } from '../../src/versions/api-version.js'
import { installed } from '../helpers/installed.js'
import { runCommand } from '../helpers/process.js'
import { root } from '../helpers/project.js'
import { runnersProjectIfThere } from '../helpers/runners.js'

const project = await runnersProjectIfThere(t, join(root, 'test/packaged/generated'))
const skip = project === undefined && 'the generators are not here, and the registry does not answer'
const { folder, modules } = project ?? { folder: '', modules: '' }
const { folder: ours, program } = await installed()

const compilerOptions = {
  strict: true,
  module: 'nodenext',
  target: 'es2022',
  lib: ['es2022', 'dom', 'dom.iterable'],
  types: [],
  skipLibCheck: true,
  outDir: 'out',
}

/** Runs a program of Node in the project. */
async function run(t: Test, words: readonly string[], variables = {}, cwd = folder): Promise<string> {
  const command = runCommand(t, [process.execPath, ...words], variables, { cwd })
  t.equal(await command.ended, 0, `${command.stdout()}${command.stderr()}`)
  return command.stdout()
}

/** Compiles what was generated, and what uses it. */
async function compile(t: Test, files: readonly string[]): Promise<void> {
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }))
  await run(t, [join(modules, 'typescript/bin/tsc')])
}

function descriptionOf(version: ApiVersion): string {
  return join(ours, `${descriptionName(version)}.yaml`)
}

for (const version of apiVersions) {
  t.test(
    `a client that openapi-typescript generates for ${version} connects an account`,
    { skip },
    async (t) => {
      await run(t, [
        join(modules, 'openapi-typescript/bin/cli.js'),
        descriptionOf(version),
        '-o',
        'schema.ts',
      ])
      await compile(t, ['flow.ts'])
      const flow = ['exec', '--', process.execPath, join(folder, 'out/flow.js')]
      const printed = await run(t, [program, ...flow], { REPULL_MOCK_API_VERSION: version })
      t.equal(
        printed,
        `connected airbnb\nconnections: airbnb\nsession_expired\nbad query: ${version === '2026-10' ? 422 : 400}\n`,
      )
    },
  )

  t.test(`what orval and hey-api generate for ${version} compiles`, { skip }, async (t) => {
    const [orval, heyApi] = [`orval-${version}`, `hey-api-${version}`]
    await mkdir(join(folder, orval))
    const description = descriptionOf(version)
    const target = ['--input', description, '--output', './client.ts', '--client', 'fetch']
    await run(t, [join(modules, 'orval/dist/bin/orval.mjs'), ...target], {}, join(folder, orval))
    const generate = ['-i', description, '-o', heyApi, '-c', '@hey-api/client-fetch']
    await run(t, [join(modules, '@hey-api/openapi-ts/bin/run.js'), ...generate])
    await compile(t, [`${orval}/client.ts`, `${heyApi}/index.ts`])
  })
}
