import { cp, readFile, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core'
import { publint } from 'publint'
import t, { type Test } from 'tap'
import { installed, installedCopy } from '../helpers/installed.js'
import { runCommand } from '../helpers/process.js'
import { root } from '../helpers/project.js'
import { runnersProject } from '../helpers/runners.js'

const consumer = join(root, 'test/packaged/consumer')
const { tarball, folder } = await installed()

/** What a TypeScript project says of itself, and which files of the consumer it can have. None has the types of Node. */
const projects: readonly Project[] = [
  { module: 'commonjs', moduleResolution: 'node10', lib: ['es2020'], type: 'commonjs', files: ['use.ts'] },
  { module: 'node16', lib: ['es2022'], type: 'commonjs', files: ['use.ts', 'use.cts', 'require.cts'] },
  { module: 'nodenext', lib: ['es2022', 'dom'], type: 'module', files: ['use.ts', 'use.cts', 'require.cts'] },
  { module: 'preserve', moduleResolution: 'bundler', lib: ['es2022'], type: 'module', files: ['use.ts'] },
]

const compilers = {
  'TypeScript 6': createRequire(import.meta.url).resolve('typescript/bin/tsc'),
  'TypeScript 5': join((await runnersProject(t)).modules, 'typescript/bin/tsc'),
}

interface Project {
  readonly files: readonly string[]
  /** Of package.json. */
  readonly type?: 'commonjs' | 'module'
  readonly module: string
  readonly moduleResolution?: string
  /** Options of the compiler. */
  readonly [name: string]: unknown
}

/** Compiles a project that has the package, the declarations of both included. */
async function compile(t: Test, compiler: string, { files, type, ...options }: Project): Promise<string> {
  const { project } = await installedCopy(t)
  for (const file of files) await cp(join(consumer, file), join(project, file))
  await writeFile(join(project, 'package.json'), JSON.stringify({ type }))
  const compilerOptions = {
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: false,
    noEmit: true,
    target: 'es2022',
    types: [],
    preserveSymlinks: true,
    ...options,
  }
  for (const name of compilerOptions.types.length === 0 ? [] : ['@types', 'undici-types'])
    await symlink(join(root, 'node_modules', name), join(project, 'node_modules', name))
  await writeFile(join(project, 'tsconfig.json'), JSON.stringify({ files, compilerOptions }))
  const tsc = runCommand(t, [process.execPath, compiler, '--project', project])
  await tsc.ended
  return tsc.stdout()
}

for (const [name, compiler] of Object.entries(compilers)) {
  for (const project of projects) {
    const { module, moduleResolution = module } = project
    t.test(`${name} compiles all uses of it, resolved as in ${moduleResolution}`, async (t) => {
      const isOld = name === 'TypeScript 6' && moduleResolution === 'node10'
      t.equal(await compile(t, compiler, { ...project, ...(isOld && { ignoreDeprecations: '6.0' }) }), '')
    })
  }
}

t.test('await using compiles, with the types of Node and without', async (t) => {
  const project = { files: ['use.ts', 'using.ts'], module: 'nodenext', lib: ['es2022', 'esnext.disposable'] }
  for (const types of [[], ['node']])
    t.equal(await compile(t, compilers['TypeScript 6'], { ...project, types }), '')
})

t.test('that project uses all that there is', async (t) => {
  const types = await readFile(join(folder, 'bundle/index.d.cts'), 'utf8')
  t.comment(`measured: declarations ${types.length} bytes`)
  t.ok(types.length <= 50e3, 'they can be read')
  t.notMatch(types, /NodeJS|\bStore\b|typebox|\bStatic\b/)
  const names = [...types.matchAll(/^export (?:type )?\{ (.*) \};$/gm)].flatMap(
    ([, list]) => list?.split(', ') ?? [],
  )
  t.ok(names.includes('startMock') && names.includes('Mock'))
  const use = await readFile(join(consumer, 'use.ts'), 'utf8')
  for (const name of names) t.match(use, new RegExp(`\\b${name}\\b[^]*\\b${name}\\b`), name)
})

t.test('its types are those of what is loaded, however that is found', async (t) => {
  const analysis = await checkPackage(createPackageFromTarballData(await readFile(tarball)), {
    entrypoints: ['.', 'playwright', 'vitest'],
  })
  t.strictSame(analysis.types, { kind: 'included' })
  const problems = ('problems' in analysis && analysis.problems) || []
  // An old resolution knows no entry points but one, and Vitest can be required by nobody.
  const others = problems.filter(({ ...problem }) => {
    const { entrypoint, resolutionKind } = { entrypoint: '', resolutionKind: '', ...problem }
    const isOld = resolutionKind === 'node10' && entrypoint !== '.'
    return !isOld && !(resolutionKind === 'node16-cjs' && entrypoint === './vitest')
  })
  t.strictSame(others, [])
})

t.test('the fixtures have the types of their runners, and ours', async (t) => {
  const { folder, modules } = await runnersProject(t)
  await cp(join(consumer, 'fixtures.ts'), join(folder, 'fixtures.ts'))
  const base = { strict: true, noEmit: true, skipLibCheck: true, target: 'es2022', types: [] }
  await writeFile(join(folder, 'package.json'), JSON.stringify({ type: 'module' }))
  for (const module of ['nodenext', 'preserve']) {
    const project = { files: ['fixtures.ts'], compilerOptions: { ...base, module, lib: ['es2022', 'dom'] } }
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(project))
    const tsc = runCommand(t, [process.execPath, join(modules, 'typescript/bin/tsc'), '--project', folder])
    await tsc.ended
    t.equal(tsc.stdout(), '', module)
  }
})

t.test('publint finds nothing to better', async (t) => {
  const { buffer } = Uint8Array.from(await readFile(tarball))
  const { messages } = await publint({ pack: { tarball: buffer }, strict: true })
  t.strictSame(messages, [])
})
