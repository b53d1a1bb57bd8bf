import { basename, extname } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants } from 'node:zlib'
import { build } from 'esbuild'

/** Better ones take seconds, for which a first `npm start` would wait. A window of this size holds the whole script. */
const params = { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_LGWIN]: 24 }

/** The pages that have files, and where the script of each begins. */
const entries = { reference: 'build/reference/reference.js', inspector: 'src/inspector/client/main.tsx' }

/**
 * Makes the files of the API reference and of the inspector: for each a script and a style sheet, which browsers may keep
 * for ever because their names have their hashes, and a list of both. They are compressed once, here.
 *
 * @returns the files of bundle/ by their names, and what they are made of, as esbuild's metafile has it.
 */
export async function buildPageFiles(root) {
  const made = await Promise.all(Object.entries(entries).map(([name, entry]) => buildOne(root, name, entry)))
  return {
    files: new Map(made.flatMap(({ files }) => [...files])),
    inputs: Object.assign({}, ...made.map(({ inputs }) => inputs)),
  }
}

async function buildOne(root, name, entry) {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: [{ in: entry, out: name }],
    entryNames: '[name]-[hash]',
    outdir: 'bundle',
    bundle: true,
    minify: true,
    format: 'iife',
    target: ['chrome111', 'firefox111', 'safari16.4'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    tsconfigRaw: {},
    legalComments: 'none',
    logLevel: 'error',
    metafile: true,
    write: false,
  })
  const files = new Map()
  const names = {}
  for (const { path, contents } of outputFiles) {
    names[extname(path) === '.js' ? 'script' : 'style'] = basename(path)
    files.set(`${basename(path)}.br`, await promisify(brotliCompress)(contents, { params }))
  }
  files.set(`${name}.json`, JSON.stringify(names))
  return { files, inputs: metafile.inputs }
}
