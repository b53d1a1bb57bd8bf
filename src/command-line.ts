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

const commands = ['serve', 'health', 'exec'] as const

/** A program and its arguments. */
export type ChildCommand = readonly [program: string, ...args: string[]]

/** What the command line asks for. */
export type Command =
  | { readonly name: 'serve' | 'health'; readonly settings: Settings }
  | { readonly name: 'exec'; readonly settings: Settings; readonly command: ChildCommand }
  | { readonly name: 'help' | 'version' }

type Texts = Partial<Record<SettingName, string>>

const settingNames = Object.keys(declarations) as SettingName[]
const nameOfFlag = new Map(settingNames.map((name) => [flagOf(name), name]))

/**
 * Reads the command and its settings. A flag wins over the environment, the environment over the default. For `exec`
 * the port is any free one unless a flag names it, because PORT in the environment may be meant for its command, and
 * the log begins at warn.
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
  const flags: Texts = {}
  const words: string[] = []
  let command: string[] = []
  for (const token of tokens) {
    if (token.kind === 'option-terminator' && words[0] === 'exec') {
      command = args.slice(token.index + 1)
      break
    }
    if (token.kind === 'positional') words.push(token.value)
    if (token.kind !== 'option') continue
    if (token.rawName === '--help' || token.rawName === '-h') return { name: 'help' }
    if (token.rawName === '--version' || token.rawName === '-v') return { name: 'version' }
    const name = nameOfFlag.get(token.rawName) ?? refuseFlag(token.rawName)
    if (!token.value)
      throw new SettingsError(`${token.rawName} has no value; it takes ${declarations[name].allowed}`)
    flags[name] = token.value
  }
  const [word = 'serve', extra] = words
  const name = commands.find((command) => command === word)
  if (name === undefined)
    throw new SettingsError(`unknown command ${JSON.stringify(word)}; use ${commands.join(' or ')}`)
  const texts = { ...textsOf(environment), ...flags }
  if (name === 'exec') {
    const [program, ...rest] = command
    if (!program || extra !== undefined)
      throw new SettingsError('exec takes its command behind --, like: repull-mock exec -- npm test')
    const settings = readSettings({
      ...texts,
      PORT: flags.PORT ?? '0',
      LOG_LEVEL: texts.LOG_LEVEL || 'warn',
    })
    return { name, settings, command: [program, ...rest] }
  }
  if (extra !== undefined) throw new SettingsError(`unexpected word ${JSON.stringify(extra)} behind ${name}`)
  return { name, settings: readSettings(texts) }
}

/** The text of `--help`. */
export function helpText(): string {
  const lines = settingNames.map((name) => {
    const { help, fallback } = declarations[name]
    return `  ${flagOf(name).padEnd(20)} ${help}${fallback === '' ? '' : ` (${fallback})`}`
  })
  return `Usage: repull-mock [serve] [flags]               start the server
       repull-mock health [flags]                exit 0 when a server with these settings answers, else 1
       repull-mock exec [flags] -- <command…>    run a command beside a server of its own

exec starts the server on a free port unless --port names one, tells the command of it by REPULL_API_BASE_URL,
REPULL_API_URL and REPULL_KEY, exits as the command does, and logs to stderr, without --log-level from warn up.

Each flag is also an environment variable: --session-ttl is SESSION_TTL.

${lines.join('\n')}
`
}

const parserOptions = {
  ...Object.fromEntries(settingNames.map((name) => [flagOf(name).slice(2), { type: 'string' as const }])),
  help: { type: 'boolean' as const, short: 'h' },
  version: { type: 'boolean' as const, short: 'v' },
}

function textsOf(environment: Readonly<Record<string, string | undefined>>): Texts {
  const texts: Texts = {}
  for (const name of settingNames) {
    const text = environment[name]
    if (text !== undefined) texts[name] = text
  }
  return texts
}

/** @throws {SettingsError} naming the flag and those there are. */
function refuseFlag(flag: string): never {
  const flags = [...nameOfFlag.keys()]
  const meant = nearest(flag, flags)
  throw new SettingsError(
    `unknown flag ${flag}${meant ? `; did you mean ${meant}?` : ''} Flags: ${flags.join(' ')}`,
  )
}
