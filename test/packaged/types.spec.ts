import { cp, readFile, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core'
import { publint } from 'publint'
import t, { type Test } from 'tap'
import { installed, installedCopy } from '../helpers/installed.js'
import { runCommand } from '../helpers/process.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
const consumer = join(root, 'test/packaged/consumer')
const compiler = createRequire(import.meta.url).resolve('typescript/bin/tsc')
const { tarball, folder } = await installed()

/** What a TypeScript project says of itself, and which files of the consumer it can have. */
const projects = [
  { module: 'node16', files: ['use.ts', 'use.cts', 'require.cts'] },
  { module: 'nodenext', files: ['use.ts', 'use.cts', 'require.cts'] },
  { module: 'preserve', moduleResolution: 'bundler', files: ['use.ts'] },
]

/** Compiles a project that has the package and the types of Node, the declarations of both included. */
async function compile(
  t: Test,
  { files, ...options }: { readonly files: readonly string[] } & Record<string, unknown>,
): Promise<string> {
  const { project } = await installedCopy(t)
  for (const file of files) await cp(join(consumer, file), join(project, file))
  for (const name of ['@types', 'undici-types'])
    await symlink(join(root, 'node_modules', name), join(project, 'node_modules', name))
  const strict = { strict: true, exactOptionalPropertyTypes: true, skipLibCheck: false, noEmit: true }
  const library = { target: 'es2023', lib: ['es2023', 'esnext.disposable'], types: ['node'] }
  await writeFile(join(project, 'package.json'), '{ "type": "module" }')
  const compilerOptions = { ...strict, ...library, preserveSymlinks: true, ...options }
  await writeFile(join(project, 'tsconfig.json'), JSON.stringify({ files, compilerOptions }))
  const tsc = runCommand(t, [process.execPath, compiler, '--project', project])
  await tsc.ended
  return tsc.stdout()
}

for (const project of projects) {
  t.test(
    `all that it exports can be used in a project of ${Object.values(project).join(', ')}`,
    async (t) => {
      t.equal(await compile(t, project), '')
    },
  )
}

t.test('that project uses all that there is', async (t) => {
  const types = await readFile(join(folder, 'bundle/index.d.cts'), 'utf8')
  const names = [...types.matchAll(/^export (?:type )?\{ (.*) \};$/gm)].flatMap(
    ([, list]) => list?.split(', ') ?? [],
  )
  t.ok(names.includes('startMock') && names.includes('Mock'))
  const use = await readFile(join(consumer, 'use.ts'), 'utf8')
  for (const name of names) t.match(use, new RegExp(`\\b${name}\\b[^]*\\b${name}\\b`), name)
})

t.test('its types are those of what is loaded, however that is found', async (t) => {
  const analysis = await checkPackage(createPackageFromTarballData(await readFile(tarball)), {
    entrypoints: ['.'],
  })
  t.strictSame(analysis.types, { kind: 'included' })
  t.strictSame('problems' in analysis && analysis.problems, [])
})

t.test('publint finds nothing to better', async (t) => {
  const { buffer } = Uint8Array.from(await readFile(tarball))
  const { messages } = await publint({ pack: { tarball: buffer }, strict: true })
  t.strictSame(messages, [])
})
