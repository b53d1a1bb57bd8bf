// The fixtures for runners of tests: entry points of their own, because each imports its runner. The mock is in the library.
import { build } from 'esbuild'

/** How each is loaded. Vitest cannot be required, and Playwright compiles tests to CommonJS by default. */
const formats = { vitest: ['esm', 'mjs'], playwright: ['cjs', 'cjs'] }

/** The names of the entry points. */
export const fixtureNames = Object.keys(formats)

/**
 * The files of the fixtures in bundle/, by name.
 *
 * @param options of esbuild.
 */
export async function buildFixtures(root, options) {
  const files = await Promise.all(Object.keys(formats).map((name) => buildOne(root, name, options)))
  const text = `import fixtures from './playwright.cjs'\n\nexport const { expect, test } = fixtures\n`
  return new Map([...files, ['playwright.mjs', text]])
}

async function buildOne(root, name, options) {
  const [format, ending] = formats[name]
  const { outputFiles } = await build({
    ...options,
    absWorkingDir: root,
    entryPoints: [`src/fixtures/${name}.ts`],
    bundle: true,
    packages: 'external',
    format,
    plugins: [library(`./index.${ending}`)],
    write: false,
  })
  return [`${name}.${ending}`, outputFiles[0].text]
}

/** The library is beside them in bundle/. */
function library(path) {
  return {
    name: 'library',
    setup({ onResolve }) {
      onResolve({ filter: /^\.\.\/index\.js$/ }, () => ({ path, external: true }))
    },
  }
}
