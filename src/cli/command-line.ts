import { parseArgs } from 'node:util'
import { closestMatch } from '../lib/closest-match.js'
import { type Environment, findUnread, readEnvironment } from './environment.js'
import {
  declarations,
  flagOf,
  readTexts,
  type SettingName,
  type Settings,
  SettingsError,
  settingNames,
} from './settings.js'

const commands = ['serve', 'health', 'exec', 'help', 'version'] as const

/** A program and its arguments. */
export type ChildCommand = readonly [program: string, ...args: string[]]

/** What the command line asks for. */
export type Command =
  | { readonly name: 'serve'; readonly settings: Settings; readonly warnings: readonly string[] }
  | { readonly name: 'health'; readonly settings: Settings }
  | {
      readonly name: 'exec'
      readonly settings: Settings
      readonly warnings: readonly string[]
      readonly command: ChildCommand
    }
  | { readonly name: 'help' | 'version' }

const nameOfFlag = new Map(settingNames.map((name) => [flagOf(name), name]))

const parserOptions = {
  ...Object.fromEntries(settingNames.map((name) => [flagOf(name).slice(2), { type: 'string' as const }])),
  help: { type: 'boolean' as const, short: 'h' },
  version: { type: 'boolean' as const, short: 'v' },
}

/**
 * Reads the command and its settings. A flag wins over the environment, the environment over the default. `exec` does
 * not read PORT, which may be meant for its command: its port is any free one unless a flag or REPULL_MOCK_PORT names
 * one, and its log level is warn unless one is set.
 *
 * @param args the words after the program's name.
 * @throws {SettingsError} for an unknown command or flag, or a bad value.
 */
export function readCommand(args: readonly string[], environment: Environment): Command {
  const { tokens } = parseArgs({
    args: [...args],
    options: parserOptions,
    strict: false,
    allowPositionals: true,
    tokens: true,
  })
  const flags = new Map<SettingName, string>()
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
    flags.set(name, token.value)
  }
  const [word = 'serve', extra] = words
  const name = commands.find((command) => command === word) ?? refuseCommand(word)
  if (name === 'help') return { name }
  const [program, ...rest] = command
  if (name === 'exec' && (!program || extra !== undefined))
    throw new SettingsError('exec takes its command after --, like: repull-mock exec -- npm test')
  if (extra !== undefined) throw new SettingsError(`unexpected word ${JSON.stringify(extra)} after ${name}`)
  if (name === 'version') return { name }
  const settings = readAll(flags, environment, name === 'exec')
  if (name === 'health') return { name, settings }
  const warnings = findUnread(environment, new Set(flags.keys()))
  return program
    ? { name: 'exec', settings, warnings, command: [program, ...rest] }
    : { name: 'serve', settings, warnings }
}

/** @throws {SettingsError} for a bad value, naming the flag or variable that has it. */
function readAll(
  flags: ReadonlyMap<SettingName, string>,
  environment: Environment,
  isExec: boolean,
): Settings {
  const variables = readEnvironment(environment, !isExec)
  const texts: Partial<Record<SettingName, string>> = isExec ? { PORT: '0', LOG_LEVEL: 'warn' } : {}
  for (const name of settingNames) {
    const value = flags.get(name) ?? variables[name]?.value
    if (value !== undefined) texts[name] = value
  }
  return readTexts(texts, (name) => (flags.has(name) ? flagOf(name) : (variables[name]?.name ?? name)))
}

/** @throws {SettingsError} naming the command and those there are. */
function refuseCommand(word: string): never {
  const meant = closestMatch(word, commands)
  throw new SettingsError(
    `unknown command ${JSON.stringify(word)}${meant ? `; did you mean ${meant}?` : '.'} Commands: ${commands.join(', ')}. Try: repull-mock --help`,
  )
}

/** @throws {SettingsError} naming the flag and those there are. */
function refuseFlag(flag: string): never {
  const flags = [...nameOfFlag.keys()]
  const meant = closestMatch(flag, flags)
  throw new SettingsError(
    `unknown flag ${flag}${meant ? `; did you mean ${meant}?` : '.'} Flags: ${flags.join(' ')}`,
  )
}
