import { parseArgs } from 'node:util'
import { closestMatch } from '../lib/closest-match.js'
import {
  type DrillArguments,
  type DrillFlag,
  drillFlags,
  isDrillFlag,
  readDrillArguments,
} from './drill-arguments.js'
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

const commands = ['serve', 'health', 'exec', 'drill', 'help', 'version'] as const

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
  | {
      readonly name: 'drill'
      readonly settings: Settings
      readonly warnings: readonly string[]
      readonly command: ChildCommand
      readonly drill: DrillArguments
    }
  | { readonly name: 'help' | 'version' }

const nameOfFlag = new Map(settingNames.map((name) => [flagOf(name), name]))

const parserOptions = {
  ...Object.fromEntries(settingNames.map((name) => [flagOf(name).slice(2), { type: 'string' as const }])),
  ...Object.fromEntries(Object.keys(drillFlags).map((flag) => [flag.slice(2), { type: 'string' as const }])),
  help: { type: 'boolean' as const, short: 'h' },
  version: { type: 'boolean' as const, short: 'v' },
}

/**
 * Reads the command and its settings. A flag wins over the environment, the environment over the default. `exec` does
 * not read PORT, which may be meant for its command: its port is any free one unless a flag or REPULL_MOCK_PORT names
 * one, and its log level is warn unless one is set. So does `drill`, whose log level is silent.
 *
 * @param args the words after the program's name.
 * @param readConfig reads the file drill.config.json, if there is one.
 * @throws {SettingsError} for an unknown command or flag, or a bad value.
 */
export function readCommand(
  args: readonly string[],
  environment: Environment,
  readConfig: () => string | null = () => null,
): Command {
  const { tokens } = parseArgs({
    args: [...args],
    options: parserOptions,
    strict: false,
    allowPositionals: true,
    tokens: true,
  })
  const flags = new Map<SettingName, string>()
  const ofDrill: (readonly [DrillFlag, string])[] = []
  const words: string[] = []
  let childCommand: string[] = []
  for (const token of tokens) {
    if (token.kind === 'option-terminator' && hasCommand(words[0])) {
      childCommand = args.slice(token.index + 1)
      break
    }
    if (token.kind === 'positional') words.push(token.value)
    if (token.kind !== 'option') continue
    // What stands behind the command is for the command.
    if (hasCommand(words[0]) && words.length > 1) refuseBare(words[0] as string)
    if (token.rawName === '--help' || token.rawName === '-h') return { name: 'help' }
    if (token.rawName === '--version' || token.rawName === '-v') return { name: 'version' }
    const flag = token.rawName
    const isOfDrill = isDrillFlag(flag) && words[0] === 'drill'
    const name = nameOfFlag.get(flag) ?? (isOfDrill ? null : refuseFlag(flag, words[0]))
    if (!token.value) {
      const taken = name === null ? drillFlags[flag as DrillFlag] : declarations[name].allowed
      throw new SettingsError(`${flag} has no value; it takes ${taken}`)
    }
    if (name === null) ofDrill.push([flag as DrillFlag, token.value])
    else flags.set(name, token.value)
  }
  const [word = 'serve', extra] = words
  const name = commands.find((command) => command === word) ?? refuseCommand(word)
  if (name === 'help') return { name }
  const [program, ...rest] = childCommand
  if (hasCommand(name) && (!program || extra !== undefined)) refuseBare(name)
  if (extra !== undefined) throw new SettingsError(`unexpected word ${JSON.stringify(extra)} after ${name}`)
  if (name === 'version') return { name }
  const settings = readAll(flags, environment, name)
  if (name === 'health') return { name, settings }
  const warnings = findUnread(environment, new Set(flags.keys()))
  if (!program) return { name: 'serve', settings, warnings }
  const command: ChildCommand = [program, ...rest]
  if (name !== 'drill') return { name: 'exec', settings, warnings, command }
  const drill = readDrillArguments(ofDrill, readConfig())
  const ofSettings = [...flags].filter(([one]) => !unusedByDrill.includes(one))
  const repeated = [...drill.repeated, ...ofSettings.flatMap(([one, value]) => [flagOf(one), value])]
  return { name, settings, warnings, command, drill: { ...drill, repeated } }
}

/** Settings that a drill does not use, because what it drills is alone with its server. */
const unusedByDrill: readonly SettingName[] = ['API_KEYS', 'CONTROL', 'CONTROL_TOKEN', 'STORE_URL']

/** Whether a command runs another one, which stands behind `--`. */
function hasCommand(word: string | undefined): boolean {
  return word === 'exec' || word === 'drill'
}

/** @throws {SettingsError} naming the place of the command that `exec` or `drill` runs. */
function refuseBare(name: string): never {
  throw new SettingsError(`${name} takes its command after --, like: repull-mock ${name} -- npm test`)
}

/** @throws {SettingsError} for a bad value, naming the flag or variable that has it. */
function readAll(
  flags: ReadonlyMap<SettingName, string>,
  environment: Environment,
  name: (typeof commands)[number],
): Settings {
  const variables = readEnvironment(environment, !hasCommand(name))
  // The failures that a drill makes would fill a log.
  const level = name === 'drill' ? 'silent' : 'warn'
  const texts: Partial<Record<SettingName, string>> = hasCommand(name) ? { PORT: '0', LOG_LEVEL: level } : {}
  for (const setting of settingNames) {
    const value = flags.get(setting) ?? variables[setting]?.value
    if (value !== undefined) texts[setting] = value
  }
  return readTexts(texts, (one) => (flags.has(one) ? flagOf(one) : (variables[one]?.name ?? one)))
}

/** @throws {SettingsError} naming the command and those there are. */
function refuseCommand(word: string): never {
  const meant = closestMatch(word, commands)
  throw new SettingsError(
    `unknown command ${JSON.stringify(word)}${meant ? `; did you mean ${meant}?` : '.'} Commands: ${commands.join(', ')}. Try: repull-mock --help`,
  )
}

/** @throws {SettingsError} naming the flag and those there are. */
function refuseFlag(flag: string, word: string | undefined): never {
  const flags = [...(word === 'drill' ? Object.keys(drillFlags) : []), ...nameOfFlag.keys()]
  const meant = closestMatch(flag, flags)
  throw new SettingsError(
    `unknown flag ${flag}${meant ? `; did you mean ${meant}?` : '.'} Flags: ${flags.join(' ')}`,
  )
}
