import { parseArgs } from 'node:util'
import { nearest } from './errors/nearest.js'
import {
  declarations,
  flagOf,
  readSettings,
  type SettingName,
  type Settings,
  SettingsError,
} from './settings.js'

const commands = ['serve', 'health'] as const

/** What the command line asks for. */
export type Command =
  | { readonly name: (typeof commands)[number]; readonly settings: Settings }
  | { readonly name: 'help' | 'version' }

const settingNames = Object.keys(declarations) as SettingName[]
const nameOfFlag = new Map(settingNames.map((name) => [flagOf(name), name]))

/**
 * Reads the command and its settings. A flag wins over the environment, the environment over the default.
 *
 * @param args what stands behind the program's name.
 * @throws {SettingsError} for an unknown command or flag, or a bad value.
 */
export function readCommand(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Command {
  const { tokens } = parseArgs({
    args: [...args],
    options: parserOptions,
    strict: false,
    allowPositionals: true,
    tokens: true,
  })
  const texts: Partial<Record<SettingName, string>> = {}
  for (const name of settingNames) {
    const text = environment[name]
    if (text !== undefined) texts[name] = text
  }
  const words: string[] = []
  for (const token of tokens) {
    if (token.kind === 'positional') words.push(token.value)
    if (token.kind !== 'option') continue
    if (token.rawName === '--help' || token.rawName === '-h') return { name: 'help' }
    if (token.rawName === '--version' || token.rawName === '-v') return { name: 'version' }
    const name = nameOfFlag.get(token.rawName) ?? refuseFlag(token.rawName)
    if (!token.value)
      throw new SettingsError(`${token.rawName} has no value; it takes ${declarations[name].allowed}`)
    texts[name] = token.value
  }
  const [word = 'serve', extra] = words
  const name = commands.find((command) => command === word)
  if (name === undefined)
    throw new SettingsError(`unknown command ${JSON.stringify(word)}; use ${commands.join(' or ')}`)
  if (extra !== undefined) throw new SettingsError(`unexpected word ${JSON.stringify(extra)} behind ${name}`)
  return { name, settings: readSettings(texts) }
}

/** The text of `--help`. */
export function helpText(): string {
  const lines = settingNames.map((name) => {
    const { help, fallback } = declarations[name]
    return `  ${flagOf(name).padEnd(20)} ${help}${fallback === '' ? '' : ` (${fallback})`}`
  })
  return `Usage: repull-mock [serve] [flags]    start the server
       repull-mock health [flags]     exit 0 when a server with these settings answers, else 1

Each flag is also an environment variable: --session-ttl is SESSION_TTL.

${lines.join('\n')}
`
}

const parserOptions = {
  ...Object.fromEntries(settingNames.map((name) => [flagOf(name).slice(2), { type: 'string' as const }])),
  help: { type: 'boolean' as const, short: 'h' },
  version: { type: 'boolean' as const, short: 'v' },
}

/** @throws {SettingsError} naming the flag and those there are. */
function refuseFlag(flag: string): never {
  const flags = [...nameOfFlag.keys()]
  const meant = nearest(flag, flags)
  throw new SettingsError(
    `unknown flag ${flag}${meant ? `; did you mean ${meant}?` : ''} Flags: ${flags.join(' ')}`,
  )
}
