import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * The packages that a bundle is made of, each version once, and of each its files and the others that they import. Our own is the
 * one whose folder is ''.
 *
 * @param inputs the files of esbuild's metafile.
 */
export async function readPackages(root, inputs) {
  const files = Object.keys(inputs)
  const byFolder = new Map()
  const packages = new Map()
  for (const folder of new Set(files.map(folderOf))) {
    const manifest = JSON.parse(await readFile(join(root, folder, 'package.json'), 'utf8'))
    const id = `${manifest.name}@${manifest.version}`
    if (!packages.has(id)) packages.set(id, { ...manifest, id, folder, inputs: [], needs: new Set() })
    byFolder.set(folder, packages.get(id))
  }
  for (const file of files) {
    const { id, inputs: own, needs } = byFolder.get(folderOf(file))
    own.push(file)
    for (const { path, external } of inputs[file].imports) {
      const other = external ? id : byFolder.get(folderOf(path)).id
      if (other !== id) needs.add(other)
    }
  }
  return [...packages.values()].sort((one, other) => (one.id < other.id ? -1 : 1))
}

/** A module that stands for a package which is loaded late belongs to that package. */
function folderOf(file) {
  const [, late] = /^lazily:(.*)$/.exec(file) ?? []
  if (late !== undefined) return `node_modules/${late}`
  return /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? ''
}
