import { basename, extname } from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { build } from 'esbuild'

/**
 * Makes the files of the API reference at /docs: a script and a style sheet, which browsers may keep for ever because
 * their names have their hashes, and a list of both. They are compressed once, here, as every browser takes them.
 *
 * @returns the files of bundle/ by their names, and what they are made of, as esbuild's metafile has it.
 */
export async function buildReference(root) {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: ['build/reference/reference.js'],
    entryNames: '[name]-[hash]',
    outdir: 'bundle',
    bundle: true,
    minify: true,
    format: 'iife',
    target: ['chrome111', 'firefox111', 'safari16.4'],
    legalComments: 'none',
    logLevel: 'error',
    metafile: true,
    write: false,
  })
  const files = new Map()
  const names = {}
  for (const { path, contents } of outputFiles) {
    names[extname(path) === '.js' ? 'script' : 'style'] = basename(path)
    files.set(`${basename(path)}.gz`, await promisify(gzip)(contents, { level: 9 }))
  }
  files.set('reference.json', JSON.stringify(names))
  return { files, inputs: metafile.inputs }
}
