// Makes bundle/ of src/ and of what it depends on: the program, the library, and whose code it is. One file starts
// far sooner than 600.
import { chmod, copyFile, mkdir, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { rollup } from 'rollup'
import { dts } from 'rollup-plugin-dts'
import { notices } from './notices.js'
import { readPackages } from './packages.js'
import { sbom } from './sbom.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = join(root, 'bundle')
const bundle = 'repull-mock.cjs'

/** Each half is run when it is first asked for. */
const entry = `
  exports.main = () => require('./src/main.ts').main()
  Object.defineProperty(exports, 'library', { get: () => require('./src/index.ts') })
`

await rm(folder, { recursive: true, force: true })
await mkdir(folder)
const { metafile } = await build({
  absWorkingDir: root,
  stdin: { contents: entry, resolveDir: root, sourcefile: 'repull-mock.js' },
  outfile: join(folder, bundle),
  bundle: true,
  format: 'cjs',
  platform: 'node',
  target: 'node20',
  supported: { 'dynamic-import': false },
  banner: { js: "const bundleUrl = require('node:url').pathToFileURL(__filename).href;" },
  define: { 'import.meta.url': 'bundleUrl' },
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
})

// Both entries name what they export, because Node and bundlers look for names without running anything.
const { library } = createRequire(import.meta.url)(join(folder, bundle))
const names = Object.keys(library).sort()
await copyFile(new URL('cli.cjs', import.meta.url), join(folder, 'cli.cjs'))
await chmod(join(folder, 'cli.cjs'), 0o755)
await writeFile(
  join(folder, 'index.cjs'),
  `'use strict'

const { library } = require('./${bundle}')
${names.map((name) => `exports.${name} = library.${name}\n`).join('')}`,
)
await writeFile(
  join(folder, 'index.mjs'),
  `import library from './index.cjs'

export const { ${names.join(', ')} } = library
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
await types.write({ file: join(folder, 'index.d.cts') })
// The same types, so that what is imported fits what is required.
await writeFile(join(folder, 'index.d.mts'), "export * from './index.cjs'\n")
