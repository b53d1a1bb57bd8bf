import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** What the program is made of, where it is there; a folder stands for all that is in it. */
const inputs = [
  'build',
  'src',
  'openapi.yaml',
  'openapi-2026-07.yaml',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
]

/** Of the inputs as they are now: names and contents, because times change with every checkout. */
export async function hashInputs(root) {
  const hash = createHash('sha256')
  const lists = await Promise.all(inputs.map((input) => filesOf(root, input)))
  for (const file of lists.flat()) {
    const content = await readFile(join(root, file))
    hash.update(`${file}\0${content.length}\0`).update(content)
  }
  return hash.digest('hex')
}

async function filesOf(root, input) {
  const found = await stat(join(root, input)).catch(() => undefined)
  if (!found?.isDirectory()) return found === undefined ? [] : [input]
  const entries = await readdir(join(root, input), { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile())
  // The name that `path` had before Node 20.12.
  return files.map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(root.length)).sort()
}

/** The hash of the inputs that bundle/ was made of; undefined when it is not whole. */
export function readStamp(root) {
  return readFile(stampOf(root), 'utf8').catch(() => undefined)
}

/** Notes that bundle/ is whole and made of the inputs of this hash, or, for null, that it is not. */
export async function writeStamp(root, hash) {
  const stamp = stampOf(root)
  if (hash === null) return rm(stamp, { force: true })
  await mkdir(dirname(stamp), { recursive: true })
  await writeFile(stamp, hash)
}

/** Beside what else is made and not kept: bundle/ itself is published. */
function stampOf(root) {
  return join(root, '.cache/bundle.sha256')
}
