import { readFileSync } from 'node:fs'
import { arch, availableParallelism, cpus, platform, release, totalmem } from 'node:os'
import { join } from 'node:path'
import { root } from './bench.js'
import type { Detail } from './report.js'

/** What the numbers depend on: the machine, Node, and the packages that the server is made of. */
export function describeMachine(): readonly Detail[] {
  return [
    { name: 'day', value: new Date().toISOString().slice(0, 10) },
    {
      name: 'machine',
      value: `${platform()} ${release()} ${arch()}, ${availableParallelism()} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB`,
    },
    { name: 'Node', value: `${process.versions.node}, V8 ${process.versions.v8}` },
    { name: 'repull-mock', value: versionOf('.') },
    { name: 'packages', value: `fastify ${versionOf('node_modules/fastify')}` },
  ]
}

function versionOf(folder: string): string {
  return (JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as { version: string }).version
}
