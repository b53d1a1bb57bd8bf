import { chmod, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, join } from 'node:path'
import { build, transform } from 'esbuild'
import { parseAst } from 'rollup/parseAst'
import { parse } from 'yaml'
import { buildFixtures } from './fixtures.js'
import { lazily, lazyFile, lazyPackages } from './lazily.js'
import { buildPageFiles } from './page-files.js'
import { hashInputs, writeStamp } from './stamp.js'

const require = createRequire(import.meta.url)

/** Of both passes. Names and line breaks stay, because a stack trace shows them. */
const common = {
  platform: 'node',
  target: 'node20',
  minifyWhitespace: true,
  minifySyntax: true,
  lineLimit: 120,
  legalComments: 'none',
  logLevel: 'warning',
}

/** The program and the library in one module, whose parts are not wrapped in functions and so are parsed once. */
const server = `
export { main } from './src/cli/main.ts'
export * as library from './src/index.ts'
`

/**
 * Makes all of bundle/ that is run: the program, the library, fixtures for runners of tests, and in files of their own what a start does without. Every
 * module is in one file only.
 *
 * @returns the files that it is made of, as esbuild's metafile has them.
 */
export async function buildProgram(root) {
  const folder = join(root, 'bundle')
  const hash = await hashInputs(root)
  await mkdir(folder, { recursive: true })
  await writeStamp(root, null)

  const [{ outputFiles, metafile }, pages] = await Promise.all([split(root, folder), buildPageFiles(root)])
  const files = new Map()
  for (const { path, text } of outputFiles) files.set(basename(path), await toCommonJs(text))
  for (const [name, content] of pages.files) files.set(name, content)
  for (const [name, text] of await buildFixtures(root, common)) files.set(name, text)
  files.set('cli.cjs', await readFile(new URL('cli.cjs', import.meta.url), 'utf8'))
  for (const name of ['openapi', 'openapi-2026-07']) {
    const description = parse(await readFile(join(root, `${name}.yaml`), 'utf8'))
    files.set(`${name}.json`, JSON.stringify(description))
  }
  for (const [name, content] of files) await put(folder, name, content)
  for (const [name, text] of entriesOf(require(join(folder, 'server.cjs')).library)) {
    files.set(name, text)
    await put(folder, name, text)
  }
  // What was made of other inputs.
  for (const name of await readdir(folder)) {
    if (/\.(?:cjs|br)$/.test(name) && !files.has(name)) await rm(join(folder, name))
  }
  await chmod(join(folder, 'cli.cjs'), 0o755)
  await writeStamp(root, hash)
  return { ...metafile.inputs, ...pages.inputs }
}

/** ES modules, because esbuild splits nothing else. */
function split(root, outdir) {
  return build({
    ...common,
    absWorkingDir: root,
    entryPoints: [
      { in: 'entry:', out: 'server' },
      ...Object.keys(lazyPackages).map((name) => ({ in: require.resolve(name), out: lazyFile(name) })),
    ],
    outdir,
    outExtension: { '.js': '.cjs' },
    chunkNames: 'part-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    // A test runner may have replaced the globals that packages of others use.
    inject: ['src/lib/node-globals.ts'],
    define: { 'process.nextTick': 'nextTick' },
    plugins: [entry(root), lazily],
    metafile: true,
    write: false,
  })
}

function entry(root) {
  return {
    name: 'entry',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^entry:$/ }, ({ path }) => ({ path, namespace: 'entry' }))
      onLoad({ filter: /./, namespace: 'entry' }, () => ({ contents: server, resolveDir: root }))
    },
  }
}

/** CommonJS, because that is what every loader and every runner of tests can load. */
async function toCommonJs(text) {
  const isPlaced = text.includes('import.meta.url')
  const { code } = await transform(text, {
    ...common,
    format: 'cjs',
    supported: { 'dynamic-import': false },
    define: { 'import.meta.url': 'bundleUrl' },
    banner: isPlaced ? "const bundleUrl = require('node:url').pathToFileURL(__filename).href;" : '',
  })
  return toAscii(parseOnce(code))
}

/**
 * Puts each module that esbuild makes a method, `__commonJS({"file"(exports, module) {...}})`, in parentheses: what stands
 * in them is parsed when it is read, and not again when it is called.
 */
function parseOnce(code) {
  const calls = parseAst(code)
    .body.flatMap(({ declarations = [] }) => declarations)
    .flatMap(({ init }) => (init?.type === 'CallExpression' ? init.arguments : []))
  const modules = calls.flatMap(({ properties = [] }) => properties).filter(({ method }) => method)
  let result = ''
  let at = 0
  for (const { key, end } of modules) {
    result += `${code.slice(at, key.end)}:(function${code.slice(key.end, end)})`
    at = end
  }
  return result + code.slice(at)
}

/** Some read a script as Latin-1. esbuild leaves the text of tagged templates as it is. */
function toAscii(code) {
  return code.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** How the library is required and imported. Both name what they export, because loaders look for names without running it. */
function entriesOf(library) {
  const names = Object.keys(library).sort()
  return [
    [
      'index.cjs',
      `'use strict'

const { library } = require('./server.cjs')
${names.map((name) => `exports.${name} = library.${name}\n`).join('')}`,
    ],
    ['index.mjs', `import library from './index.cjs'\n\nexport const { ${names.join(', ')} } = library\n`],
  ]
}

/** Whole or not at all, since somebody may be starting it. */
async function put(folder, name, content) {
  const isRun = /\.[cm]js$/.test(name)
  if (isRun && !/^[\0-\x7f]*$/.test(content))
    throw new Error(`bundle/${name} has characters that are not ASCII`)
  const draft = join(folder, `${name}.${process.pid}`)
  await writeFile(draft, content)
  await rename(draft, join(folder, name))
}
