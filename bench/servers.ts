import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Bench, root } from './bench.js'
import type { ServerProgram } from './server-process.js'

/** The servers that are always at hand. */
export type ServerName = 'ours' | 'logging' | 'fastify' | 'constant' | 'working'

const bin = (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { bin: Record<string, string> })
  .bin

const bases = { fastify: 'bare-fastify', constant: 'constant', working: 'working' }

/** Our server as the package starts it, with these settings. */
export function ourProgram(
  { folder }: Bench,
  name: string,
  settings: Readonly<Record<string, string>> = {},
): ServerProgram {
  const given = Object.entries({ PORT: '0', LOG_LEVEL: 'silent', LOG_FORMAT: 'json', ...settings })
  const env = Object.fromEntries(given.map(([setting, text]) => [`REPULL_MOCK_${setting}`, text]))
  return { name, args: [join(root, bin['repull-mock'] as string)], env, logFile: join(folder, `${name}.log`) }
}

/** How a server is started. Its log, if it writes one, goes to a file. */
export function programOf(bench: Bench, name: ServerName): ServerProgram {
  if (name === 'ours') return ourProgram(bench, name)
  if (name === 'logging') return ourProgram(bench, name, { LOG_LEVEL: 'info' })
  const file = fileURLToPath(new URL(`./bases/${bases[name]}.js`, import.meta.url))
  return { name, args: [file], logFile: join(bench.folder, `${name}.log`) }
}
