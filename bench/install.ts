import { lstatSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Bench, type Findings, root } from './bench.js'
import { round } from './report.js'

/** What a production install of the packed project takes on a disk. */
export async function measureInstall({ options, children, folder, say }: Bench): Promise<Findings> {
  if (!options.parts.has('install')) return { measurements: [], details: [] }
  say('install')
  const packed = await children.run('npm', ['pack', '--silent', '--pack-destination', folder], 120_000, root)
  const tarball = join(folder, packed.trim().split('\n').at(-1) as string)
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n')
  const flags = ['--omit=dev', '--no-audit', '--no-fund', '--prefer-offline']
  try {
    await children.run('npm', ['install', ...flags, tarball], 180_000, folder)
  } catch (error) {
    const note = `npm install failed: ${(error as Error).message.slice(0, 200)}`
    return { measurements: [{ id: 'install', value: null, note }], details: [] }
  }
  const modules = join(folder, 'node_modules')
  const lock = JSON.parse(readFileSync(join(modules, '.package-lock.json'), 'utf8')) as { packages: object }
  const count = Object.keys(lock.packages).length
  return {
    measurements: [{ id: 'install', value: diskBytes(modules) / 1e6 }],
    details: [
      { name: 'packages of a production install, ours included', value: String(count) },
      { name: 'size of the tarball', value: `${round(lstatSync(tarball).size / 1e3)} kB` },
    ],
  }
}

/** The blocks that a folder takes, as `du` counts them. */
function diskBytes(path: string): number {
  const stat = lstatSync(path)
  const own = stat.blocks * 512
  if (!stat.isDirectory()) return own
  return readdirSync(path).reduce((sum, name) => sum + diskBytes(join(path, name)), own)
}
