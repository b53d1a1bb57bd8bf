// Makes bundle/ of src/ and of what it depends on: the program, the library, and whose code it is. One file starts
// far sooner than 600.
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { rollup } from 'rollup'
import { dts } from 'rollup-plugin-dts'
import { notices } from './notices.js'
import { readPackages } from './packages.js'
import { sbom } from './sbom.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = join(root, 'bundle')

/** Each half is run when it is first asked for. */
const entry = `
  exports.main = () => require('./src/main.ts').main()
  Object.defineProperty(exports, 'library', { get: () => require('./src/index.ts') })
`

/** A module that Node can load, and a script whose value is the module's function, so that nobody has to copy its text. */
const parameters = 'exports, require, module, __filename, __dirname'
const wrapper = `(typeof module === 'object' ? (run) => run(${parameters}) : (run) => run)(function (${parameters}) {\n`

await rm(folder, { recursive: true, force: true })
await mkdir(folder)
const { metafile } = await build({
  absWorkingDir: root,
  stdin: { contents: entry, resolveDir: root, sourcefile: 'repull-mock.js' },
  entryNames: 'repull-mock-[hash]',
  outdir: folder,
  outExtension: { '.js': '.cjs' },
  bundle: true,
  format: 'cjs',
  platform: 'node',
  target: 'node20',
  supported: { 'dynamic-import': false },
  banner: { js: `${wrapper}const bundleUrl = require('node:url').pathToFileURL(__filename).href;` },
  footer: { js: '})' },
  define: { 'import.meta.url': 'bundleUrl' },
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
})

const bundle = basename(Object.keys(metafile.outputs)[0])
const { library } = createRequire(import.meta.url)(join(folder, bundle))
const program = await readFile(new URL('cli.cjs', import.meta.url), 'utf8')
await writeFile(join(folder, 'cli.cjs'), program.replace('BUNDLE', bundle))
await chmod(join(folder, 'cli.cjs'), 0o755)
await writeFile(
  join(folder, 'index.js'),
  `import { createRequire } from 'node:module'

const { library } = createRequire(import.meta.url)('./${bundle}')
export const { ${Object.keys(library).sort().join(', ')} } = library
`,
)

const packages = await readPackages(root, metafile.inputs)
const own = packages.find(({ folder }) => folder === '')
const others = packages.filter((one) => one !== own)
await writeFile(join(folder, 'THIRD-PARTY-NOTICES.txt'), await notices(root, others))
await writeFile(join(folder, 'sbom.cdx.json'), `${JSON.stringify(sbom(own, others), null, 2)}\n`)

// The types of others are in it, too, so that the package depends on none.
const types = await rollup({
  input: join(root, 'dist/index.d.ts'),
  external: [/^node:/],
  plugins: [dts({ includeExternal: ['@sinclair/typebox'] })],
})
await types.write({ file: join(folder, 'index.d.ts') })
