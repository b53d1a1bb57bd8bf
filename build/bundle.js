// Makes bundle/ of src/ and of what it depends on: the program, the library, the fixtures, their types, and whose code
// it is. A few files start far sooner than 600.
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rollup } from 'rollup'
import { dts } from 'rollup-plugin-dts'
import { notices } from './notices.js'
import { readPackages } from './packages.js'
import { buildProgram } from './program.js'
import { sbom } from './sbom.js'
import { disposal, plainTypes } from './types.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = join(root, 'bundle')

await rm(folder, { recursive: true, force: true })
const inputs = await buildProgram(root)

const packages = await readPackages(root, inputs)
const own = packages.find(({ folder }) => folder === '')
const others = packages.filter((one) => one !== own)
await writeFile(join(folder, 'THIRD-PARTY-NOTICES.txt'), await notices(root, others))
await writeFile(join(folder, 'sbom.cdx.json'), `${JSON.stringify(sbom(own, others), null, 2)}\n`)

// The types of others are in it, too, so that the package depends on none.
await writeTypes('index', {
  external: [/^node:/],
  plugins: [plainTypes(join(root, 'dist/index.d.ts')), dts({ includeExternal: ['@sinclair/typebox'] })],
  banner: disposal,
})
// The same types, so that what is imported fits what is required.
await writeFile(join(folder, 'index.d.mts'), "export * from './index.cjs'\n")

const runners = { external: ['vitest', '@playwright/test', /index\.js$/], plugins: [dts()] }
await writeTypes('fixtures/vitest', { ...runners, file: 'vitest.d.mts', library: './index.mjs' })
await writeTypes('fixtures/playwright', { ...runners, file: 'playwright.d.cts', library: './index.cjs' })
await writeFile(join(folder, 'playwright.d.mts'), "export * from './playwright.cjs'\n")

/**
 * Joins the declarations of an entry point in one file of bundle/.
 *
 * @param library what stands for the library, if that is not to be in it.
 */
async function writeTypes(entry, { external, plugins, banner, file = 'index.d.cts', library }) {
  const types = await rollup({ input: join(root, `dist/${entry}.d.ts`), external, plugins })
  const paths = (id) => (id.endsWith('index.js') ? library : id)
  await types.write({ file: join(folder, file), banner, paths })
}
