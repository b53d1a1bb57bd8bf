import { cp, mkdir, readFile, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import t from 'tap'
import { installed, type Packed, pack } from '../helpers/installed.js'
import { root } from '../helpers/project.js'

const { folder, packed, tarball } = await installed()
const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))

/** All that is published, and nothing else. */
const published = [
  'LICENSE',
  'README.md',
  'bundle/THIRD-PARTY-NOTICES.txt',
  'bundle/cli.cjs',
  'bundle/index.cjs',
  'bundle/index.d.cts',
  'bundle/index.d.mts',
  'bundle/index.mjs',
  'bundle/inspector-HASH.css.br',
  'bundle/inspector-HASH.js.br',
  'bundle/inspector.json',
  'bundle/lazy-PACKAGE.cjs',
  'bundle/openapi-2026-07.json',
  'bundle/openapi.json',
  'bundle/part-HASH.cjs',
  'bundle/playwright.cjs',
  'bundle/playwright.d.cts',
  'bundle/playwright.d.mts',
  'bundle/playwright.mjs',
  'bundle/reference-HASH.css.br',
  'bundle/reference-HASH.js.br',
  'bundle/reference.json',
  'bundle/sbom.cdx.json',
  'bundle/server.cjs',
  'bundle/vitest.d.mts',
  'bundle/vitest.mjs',
  'openapi-2026-07.yaml',
  'openapi.yaml',
  'package.json',
]

function pathsOf({ files }: Packed): readonly string[] {
  const names = files.map(({ path }) =>
    path
      .replace(/-[A-Z0-9]{8}\.(cjs|css\.br|js\.br)$/, '-HASH.$1')
      .replace(/lazy-[a-z0-9-]+/, 'lazy-PACKAGE'),
  )
  return [...new Set(names)].sort()
}

t.test('it has what users need, small, and the program may be run', async (t) => {
  t.strictSame(pathsOf(packed), published)
  t.equal(packed.files.find(({ path }) => path === 'bundle/cli.cjs')?.mode, 0o755)
  t.comment(`measured: tarball ${packed.size} bytes, unpacked ${packed.unpackedSize} bytes`)
  t.ok(packed.size <= 1.34e6, `the tarball has ${packed.size} bytes`)
  t.ok(packed.unpackedSize <= 5.15e6, `its files have ${packed.unpackedSize} bytes`)
})

t.test('sources, tests, caches, settings and secrets do not get in, not by a byte', async (t) => {
  const places = t.testdir({ project: {}, packed: {} })
  const project = join(places, 'project')
  for (const name of [
    'package.json',
    'README.md',
    'LICENSE',
    'openapi.yaml',
    'openapi-2026-07.yaml',
    'bundle',
  ])
    await cp(join(root, name), join(project, name), { recursive: true })
  const others = [
    '.cache/tests/a.js',
    '.ci/run',
    '.env',
    '.npmrc',
    'coverage/index.html',
    'dist/cli.js',
    'examples/a.js',
    'node_modules/a/index.js',
    'package-lock.json',
    'repull-mock-0.0.1.tgz',
    'src/cli.ts',
    'test/cli/cli.test.ts',
  ]
  for (const name of others) {
    await mkdir(dirname(join(project, name)), { recursive: true })
    await writeFile(join(project, name), '')
  }
  const again = await pack(join(places, 'packed'), project)
  t.strictSame(pathsOf(again), published)
  t.ok((await readFile(join(places, 'packed', again.filename))).equals(await readFile(tarball)))
})

t.test('no file tells of the machine that made it', async (t) => {
  const places = [root, `${homedir()}/`]
  for (const { path } of packed.files) {
    const text = await readFile(join(folder, path), 'utf8')
    for (const place of places) t.notOk(text.includes(place), `${path} does not have ${place}`)
  }
})

t.test('what it says of itself is true', async (t) => {
  t.match(await readFile(join(folder, 'LICENSE'), 'utf8'), new RegExp(`^${manifest.license} License\n`))
  t.match(packed.filename, `repull-mock-${manifest.version}.tgz`)
  t.notOk(manifest.private)
})

t.test('it brings no other package, and runs nothing while it is installed', async (t) => {
  for (const kind of ['dependencies', 'optionalDependencies', 'bundleDependencies'])
    t.notOk(kind in manifest, kind)
  t.strictSame(manifest.peerDependencies, { '@playwright/test': '*', vitest: '*' })
  for (const name of Object.keys(manifest.peerDependencies))
    t.strictSame(manifest.peerDependenciesMeta[name], { optional: true }, name)
  for (const name of ['preinstall', 'install', 'postinstall', 'prepare'])
    t.notOk(name in manifest.scripts, name)
})
