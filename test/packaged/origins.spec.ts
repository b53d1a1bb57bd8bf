import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { installed } from '../helpers/installed.js'
import { root } from '../helpers/project.js'

/** A package as CycloneDX has it. */
interface Component {
  readonly type: string
  readonly 'bom-ref': string
  readonly group?: string
  readonly name: string
  readonly version: string
  readonly purl: string
  readonly licenses: readonly { readonly license: { readonly id: string } }[]
}

/** A list of packages as CycloneDX has it. */
interface Sbom {
  readonly metadata: { readonly component: Component }
  readonly components: readonly Component[]
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[]
}

const { folder } = await installed()

function read(path: string): Promise<string> {
  return readFile(join(folder, path), 'utf8')
}

const text = await read('bundle/sbom.cdx.json')
const { metadata, components, dependencies }: Sbom = JSON.parse(text)
const notices = await read('bundle/THIRD-PARTY-NOTICES.txt')

/** What lets everybody use, change and sell a copy, for no more than its notice. */
const permissive = ['MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', '0BSD', 'BlueOak-1.0.0']

/** The CommonJS files of the bundle, each of which it names above its text. */
async function filesInBundle(): Promise<readonly string[]> {
  const names = (await readdir(join(folder, 'bundle'))).filter((name) => name.endsWith('.cjs'))
  // Long lines are broken within strings, too.
  const texts = await Promise.all(
    names.map(async (name) => (await read(`bundle/${name}`)).replaceAll('\\\n', '')),
  )
  return texts.flatMap(
    (text) => text.match(/(?<=")[^"\s]*\b(?:node_modules|src)\/[^"\s]+(?="\s*:?\s*\()/g) ?? [],
  )
}

const files = await filesInBundle()

t.test('no file is in the bundle twice', async (t) => {
  t.ok(files.length > 250, `${files.length} files`)
  const twice = files.filter((file, at) => files.indexOf(file) !== at)
  t.strictSame(twice, [])
})

t.test('the list of what is in the bundle lacks nothing, and has the versions that are in it', async (t) => {
  const folders = new Set(
    files.flatMap((file) => /\bnode_modules\/(?:.*node_modules\/)?(?:@[^/]+\/)?[^/]+/.exec(file) ?? []),
  )
  t.ok(folders.has('node_modules/fastify') && folders.size > 50, `${folders.size} folders`)
  const listed = components.map(({ purl }) => purl)
  for (const one of folders) {
    const { name, version } = JSON.parse(await readFile(join(root, one, 'package.json'), 'utf8'))
    t.ok(listed.includes(`pkg:npm/${name.replace('@', '%40')}@${version}`), `${name} ${version}`)
  }
  t.comment(`measured: ${components.length} packages in the bundle`)
})

t.test('it keeps the rules of CycloneDX that scanners rely on', async (t) => {
  t.match(JSON.parse(text), {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
  })
  const all = [metadata.component, ...components]
  const refs = all.map((component) => component['bom-ref'])
  t.equal(new Set(refs).size, refs.length, 'each is there once')
  for (const { group, name, version, purl, type, ...one } of all) {
    t.equal(type, name === 'repull-mock' ? 'application' : 'library')
    t.equal(purl, `pkg:npm/${group ? `${group.replace('@', '%40')}/` : ''}${name}@${version}`)
    t.match(one['bom-ref'], purl)
    t.notMatch(name, '/', 'the scope is the group')
  }
  t.strictSame(dependencies.map(({ ref }) => ref).sort(), [...refs].sort())
  for (const { ref, dependsOn } of dependencies)
    for (const other of dependsOn) t.ok(refs.includes(other) && other !== ref, `${ref} needs ${other}`)
})

t.test('each package in it is there because another needs it', async (t) => {
  const reached = new Set<string>()
  const reach = (ref: string): void => {
    if (reached.has(ref)) return
    reached.add(ref)
    for (const next of dependencies.find((one) => one.ref === ref)?.dependsOn ?? []) reach(next)
  }
  reach(metadata.component['bom-ref'])
  t.equal(reached.size, components.length + 1)
})

t.test('it is of this version, and the same whenever it is made', async (t) => {
  const { version, license } = JSON.parse(await read('package.json'))
  t.match(metadata.component, { name: 'repull-mock', version, licenses: [{ license: { id: license } }] })
  t.notMatch(text, /"(?:serialNumber|timestamp)"|urn:uuid/)
  const names = components.map(({ purl }) => purl)
  t.strictSame(names, [...names].sort())
})

t.test('each package in it has a licence that permits that, and its text is there', async (t) => {
  for (const { group, name, version, licenses } of components) {
    const [id = ''] = licenses.map(({ license }) => license.id)
    const title = `${group ? `${group}/` : ''}${name} ${version} (${id})`
    t.ok(permissive.includes(id), title)
    t.match(`\n${notices}`, `\n${title}\n\n`, 'it is among the notices')
  }
  const titles = notices.match(/^\S+ \d+\.\d+\.\d+\S* \(.*\)$/gm) ?? []
  t.equal(titles.length, components.length, 'nobody else is')
})
