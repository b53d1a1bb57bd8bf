import { ruleIds } from '../drill/rules/rules.js'
import { closestMatch } from '../lib/closest-match.js'
import { parseDuration } from '../lib/duration.js'
import { SettingsError } from './settings.js'

/** What a report is written as, by the ending of its file. */
export const reportKinds = ['html', 'json', 'xml'] as const
export type ReportKind = (typeof reportKinds)[number]

/** What the flags of `drill` say. */
export interface DrillArguments {
  readonly only: readonly string[]
  /** Null for as many as there are processors. */
  readonly jobs: number | null
  readonly timeoutMs: number | null
  readonly max: number | null
  readonly depth: 1 | 2
  /** Rules that may be broken, with the reason. */
  readonly allow: Readonly<Record<string, string>>
  readonly reports: readonly { readonly kind: ReportKind; readonly file: string }[]
  /** Whether the server stays, so that the inspector shows the cases. */
  readonly inspects: boolean
  /** The flags with which a case must run again to come to the same. */
  readonly repeated: readonly string[]
}

/** The flags that `drill` has beside those of settings, and what they take. */
export const drillFlags = {
  '--only': 'a part of the name of a call, or the name of a failure',
  '--case': 'the number of a case, like 17',
  '--jobs': 'a whole number from 1 to 64',
  '--timeout': 'a whole number with ms, s, m or h, like 30s',
  '--max': 'a whole number from 1',
  '--depth': '1 or 2',
  '--allow': 'the name of a rule, or name=reason',
  '--report': 'files that end in .html, .json or .xml, with commas between them',
  '--inspect': 'on or off: whether the server stays for the inspector; needs --case',
} as const
export type DrillFlag = keyof typeof drillFlags

export function isDrillFlag(flag: string): flag is DrillFlag {
  return Object.hasOwn(drillFlags, flag)
}

/** Flags that say how a case runs; the others say which cases run, and what is written. */
const lasting: readonly DrillFlag[] = ['--timeout', '--allow']

/**
 * Reads the flags of `drill`.
 *
 * @param flags in their order, with their values.
 * @param config the text of the file drill.config.json; null when there is none.
 * @throws {SettingsError} for a bad value, naming the flag or the file.
 */
export function readDrillArguments(
  flags: readonly (readonly [DrillFlag, string])[],
  config: string | null,
): DrillArguments {
  const all = (name: DrillFlag) => flags.filter(([flag]) => flag === name).map(([, value]) => value)
  const last = <T>(name: DrillFlag, read: (text: string) => T | undefined): T | null => {
    const text = all(name).at(-1)
    return text === undefined ? null : (read(text) ?? refuse(name, text))
  }
  const inspects = last('--inspect', (text) => (text === 'on' || text === 'off' ? text : undefined)) === 'on'
  if (inspects && all('--case').length === 0)
    throw new SettingsError('--inspect needs --case, which says what it is to show')
  const depth = last('--depth', (text) => (text === '1' || text === '2' ? text : undefined))
  return {
    only: [...all('--only'), ...all('--case').map(readCase)],
    jobs: last('--jobs', (text) => wholeNumber(text, 64)),
    timeoutMs: last('--timeout', (text) => parseDuration(text) || undefined),
    max: last('--max', (text) => wholeNumber(text, 1_000_000)),
    depth: depth === '2' ? 2 : 1,
    allow: { ...allowedByFile(config), ...Object.fromEntries(all('--allow').map(readAllowed)) },
    reports: all('--report').flatMap(readReports),
    inspects,
    repeated: flags.filter(([flag]) => lasting.includes(flag)).flat(),
  }
}

function readCase(text: string): string {
  return /^#?\d+(?:\.\d+)?$/.test(text) ? `#${text.replace('#', '')}` : refuse('--case', text)
}

function wholeNumber(text: string, most: number): number | undefined {
  const number = Number(text)
  return /^\d+$/.test(text) && number >= 1 && number <= most ? number : undefined
}

function readAllowed(text: string): readonly [string, string] {
  const [rule = '', ...reason] = text.split('=')
  return [knownRule(rule, '--allow'), reason.join('=') || 'allowed on the command line']
}

function readReports(text: string): DrillArguments['reports'] {
  return text.split(',').map((name) => {
    const file = name.trim()
    const kind = reportKinds.find((one) => file.endsWith(`.${one}`))
    return kind === undefined ? refuse('--report', file) : { kind, file }
  })
}

/** The rules that a project allows, each with its reason. */
function allowedByFile(config: string | null): Readonly<Record<string, string>> {
  if (config === null) return {}
  const file = 'drill.config.json'
  let parsed: unknown
  try {
    parsed = JSON.parse(config)
  } catch (error) {
    throw new SettingsError(`${file} is not valid JSON: ${(error as Error).message}`)
  }
  const { allow = {}, ...others } = Object(parsed) as { readonly allow?: unknown }
  const [unknown] = Object.keys(others)
  if (unknown !== undefined || typeof allow !== 'object' || allow === null)
    throw new SettingsError(`${file} takes {"allow": {"rule": "reason"}} and nothing else`)
  const entries = Object.entries(allow)
  for (const [rule, reason] of entries) {
    knownRule(rule, file)
    if (typeof reason !== 'string' || reason === '')
      throw new SettingsError(`${file} has no reason for ${rule}; write {"${rule}": "why it is allowed"}`)
  }
  return Object.fromEntries(entries)
}

function knownRule(rule: string, place: string): string {
  if (ruleIds.includes(rule)) return rule
  const meant = closestMatch(rule, ruleIds)
  throw new SettingsError(
    `${place} has no rule ${JSON.stringify(rule)}${meant ? `; did you mean ${meant}?` : `. Rules: ${ruleIds.join(', ')}`}`,
  )
}

/** @throws {SettingsError} naming the flag, the value and what it takes. */
function refuse(flag: DrillFlag, value: string): never {
  throw new SettingsError(`${flag} is ${JSON.stringify(value)}; it takes ${drillFlags[flag]}`)
}
