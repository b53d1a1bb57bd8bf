// Makes .cache/tests/, a copy of the project in which sources and tests are compiled: every test file is a process of its
// own, and to compile what each one imports takes longer than to run it.
import { execFile } from 'node:child_process'
import { cp, mkdir, readdir, rm, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const root = fileURLToPath(new URL('..', import.meta.url))
const copy = join(root, '.cache/tests')
const leftOut = ['node_modules', '.git', '.cache', '.tap', '.artifacts']

await rm(copy, { recursive: true, force: true })
await mkdir(copy, { recursive: true })
for (const name of await readdir(root)) {
  if (!leftOut.includes(name)) await cp(join(root, name), join(copy, name), { recursive: true })
}
await symlink(join(root, 'node_modules'), join(copy, 'node_modules'))
// The sources stay beside what is made of them: coverage is counted in them, and some tests read them.
await promisify(execFile)(
  join(root, 'node_modules/.bin/tsc'),
  ['--noCheck', '--noEmit', 'false', '--declaration', 'false', '--sourceMap'],
  { cwd: copy },
)
