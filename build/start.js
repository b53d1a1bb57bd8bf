// `npm start`: makes what is out of date of the program, and runs it. npm hands signals on to what it runs, but a shell
// does not: the script says `exec` so that there is none between. Where there is no such word, as on Windows, this file is
// run itself.
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { hashInputs, readStamp } from './stamp.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const program = join(root, 'bundle/cli.cjs')
const parent = process.ppid

/** What hinders a build: its code, and what to say of it. */
const hindrances = {
  ERR_MODULE_NOT_FOUND: 'its build needs packages that are not installed: run "npm ci", without --omit=dev',
  EACCES: 'the folder may not be written to: run "npm run build" as somebody who may',
  EPERM: 'the folder may not be written to: run "npm run build" as somebody who may',
  EROFS: 'the file system is read-only: run "npm run build" where it is not',
}

/** Makes bundle/ anew unless it is made of what is there. Where that can't be done, an older one will do. */
async function update() {
  if (!existsSync(join(root, 'src'))) return
  if (existsSync(program) && (await readStamp(root)) === (await hashInputs(root))) return
  try {
    const { buildProgram } = await import('./program.js')
    process.stderr.write('repull-mock: building the program, once after each change\n')
    await buildProgram(root)
  } catch (error) {
    const hindrance = hindrances[error.code]
    if (hindrance === undefined) throw error
    if (existsSync(program)) return
    fail(`the program is not built, and ${hindrance}`)
  }
}

function fail(text) {
  process.stderr.write(`repull-mock: ${text}\n`)
  process.exit(2)
}

await update()
if (!existsSync(program)) fail('bundle/cli.cjs is missing: run "npm ci && npm run build" in a whole checkout')
// Whoever started it has ended meanwhile, and nobody would end the server.
if (process.ppid !== parent) process.exit(143)
process.argv[1] = program
createRequire(import.meta.url)(program)
