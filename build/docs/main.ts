// Writes what is made from the code: pages of docs/, and .env.example.
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { makePages } from './pages.js'

// Made first: when one cannot be made, the pages of before are still there.
const pages = await makePages()
const folder = join(process.cwd(), 'docs')
await rm(join(folder, 'errors'), { recursive: true, force: true })
await mkdir(join(folder, 'errors'), { recursive: true })
for (const [path, text] of pages) await writeFile(join(folder, path), text)
