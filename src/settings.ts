import { isIP } from 'node:net'
import { parseDuration } from './duration.js'
import { URL } from './node-globals.js'

/** One setting as it is declared: how its text is read, and what a reader of the help needs. */
export interface Declaration<T> {
  readonly fallback: string
  readonly help: string
  /** The values that it takes, in words. */
  readonly allowed: string
  /** Returns undefined for a text that is no value of this setting. An empty text is the unset value. */
  readonly read: (text: string) => T | undefined
}

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const

/** Every setting, once: its environment variable; the flag is its name in kebab-case. */
export const declarations = {
  PORT: whole('7855', 'Port to listen on; 0 takes any free one', 0, 65_535),
  HOST: {
    fallback: '127.0.0.1',
    help: 'Address to listen on; the image sets 0.0.0.0',
    allowed: 'an address or a host name',
    read: (text: string) => (/^[\w.:-]+$/.test(text) ? text : undefined),
  },
  PUBLIC_URL: {
    fallback: '',
    help: 'Address under which users reach this server; unset: the Host of each request',
    allowed: 'an absolute http or https URL without query, user name or password',
    read: (text: string) => {
      if (text === '') return null
      return /^https?:\/\/[^\s/?#@\\]+(?:\/[^\s?#\\]*)?$/i.test(text) && URL.canParse(text)
        ? text.replace(/\/+$/, '')
        : undefined
    },
  },
  BASE_PATH: {
    fallback: '',
    help: 'Path under which everything is reachable too, like /api/repull',
    allowed: 'a path that begins with / and does not end with one',
    read: (text: string) => (text === '' || /^(?:\/[\w.~-]+)+$/.test(text) ? text : undefined),
  },
  TRUST_PROXY: {
    fallback: 'off',
    help: 'Proxies whose X-Forwarded headers count',
    allowed: 'off, or addresses and CIDRs with commas between them',
    read: (text: string) => {
      if (text === 'off') return null
      const proxies = list(text)
      return proxies.length > 0 && proxies.every(isNetwork) ? proxies : undefined
    },
  },
  SESSION_TTL: duration('30m', 'Lifetime of a session'),
  SESSION_RETENTION: duration('24h', 'How long after its expiry a session still answers 410 or 409'),
  MAX_SESSIONS: whole('1000000', 'Sessions that the server holds at most', 1, 100_000_000),
  MAX_WORKSPACES: whole('10000', 'Workspaces that the server holds at most', 1, 10_000_000),
  STORE_URL: {
    fallback: '',
    help: 'Redis or Valkey that several servers share; unset: the memory of this one',
    allowed: 'a redis:// or rediss:// URL',
    read: (text: string) => {
      if (text === '') return null
      return /^rediss?:\/\/[^\s]+$/.test(text) && URL.canParse(text) ? text : undefined
    },
  },
  STORE_PREFIX: {
    fallback: 'repull-mock:',
    help: 'What every key in the store begins with; servers with another one share nothing',
    allowed: 'up to 100 letters, digits and . _ : -',
    read: (text: string) => (/^[\w.:-]{1,100}$/.test(text) ? text : undefined),
  },
  API_KEYS: {
    fallback: '',
    help: 'The only API keys that are taken; unset: every well-formed one',
    allowed: 'keys with commas between them',
    read: (text: string): ReadonlySet<string> | null =>
      list(text).length === 0 ? null : new Set(list(text)),
  },
  CONTROL: oneOf(
    ['on', 'off'],
    'on',
    'Whether testers may steer: /_mock, the Prefer header, auto= of the hosted pages',
  ),
  CONTROL_TOKEN: {
    fallback: '',
    help: 'What calls of /_mock must bring as their bearer token; unset: nothing',
    allowed: 'a text without spaces',
    read: (text: string) => (text === '' ? null : /^[\x21-\x7e]{1,1000}$/.test(text) ? text : undefined),
  },
  RATE_LIMIT: oneOf(['on', 'off'], 'off', 'Whether the 601st call of a key in a minute is refused'),
  WEBHOOK_TARGETS: oneOf(
    ['local', 'any'],
    'local',
    'Where webhooks may go: local: this machine and private networks',
  ),
  PLAN: {
    fallback: 'custom',
    help: 'How many active listings a workspace may have: custom any, free 2, starter 50',
    allowed: 'custom, free, starter, or free: and a number',
    read: (text: string) => {
      if (text === 'custom') return null
      if (text === 'starter') return { tier: 'starter', listings: 50 }
      const free = /^free(?::(\d{1,9}))?$/.exec(text)
      return free ? { tier: 'free', listings: Number(free[1] ?? 2) } : undefined
    },
  },
  SEED: {
    fallback: '',
    help: 'A text that makes ids repeat from run to run, and guessable; unset: random',
    allowed: 'any text',
    read: (text: string) => (text === '' ? null : text),
  },
  LOG_LEVEL: oneOf(logLevels, 'info', 'Least severe log lines to write'),
  LOG_FORMAT: oneOf(['pretty', 'json', 'auto'], 'auto', 'auto: pretty on a terminal, JSON otherwise'),
} as const satisfies Record<string, Declaration<unknown>>

/** The name of a setting, as its environment variable. */
export type SettingName = keyof typeof declarations

/** What all settings come to. Durations are in milliseconds. */
export type Settings = {
  readonly [Name in SettingName]: Exclude<ReturnType<(typeof declarations)[Name]['read']>, undefined>
}

/** A setting, flag or command that can't be used. Its message is one line. */
export class SettingsError extends Error {}

/**
 * Reads the texts of settings, as flags or the environment give them; what is missing or empty has its default.
 *
 * @throws {SettingsError} naming the first bad one and what is allowed.
 */
export function readSettings(texts: Readonly<Partial<Record<SettingName, string>>> = {}): Settings {
  const names = Object.keys(declarations) as SettingName[]
  return Object.fromEntries(names.map((name) => [name, readOne(name, texts[name])])) as Settings
}

/** Settings whose values are not shown. */
const secret: ReadonlySet<SettingName> = new Set(['CONTROL_TOKEN', 'STORE_URL'])

function readOne(name: SettingName, text: string | undefined): unknown {
  const { read, fallback, allowed } = declarations[name]
  const value = read(text || fallback)
  if (value !== undefined) return value
  const shown = secret.has(name) ? 'not usable' : JSON.stringify(text?.replace(/\/\/[^/]*@/, '//…@'))
  throw new SettingsError(`${name} is ${shown}; it takes ${allowed}`)
}

/** @example flagOf('SESSION_TTL') // '--session-ttl' */
export function flagOf(name: SettingName): string {
  return `--${name.toLowerCase().replaceAll('_', '-')}`
}

function whole(fallback: string, help: string, least: number, most: number): Declaration<number> {
  return {
    fallback,
    help,
    allowed: `a whole number from ${least} to ${most}`,
    read: (text) => {
      const number = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN
      return number >= least && number <= most ? number : undefined
    },
  }
}

function duration(fallback: string, help: string): Declaration<number> {
  return {
    fallback,
    help,
    allowed: 'a whole number above 0 with ms, s, m, h or d, like 30m',
    read: (text) => parseDuration(text) || undefined,
  }
}

function oneOf<const T extends string>(
  values: readonly T[],
  fallback: NoInfer<T>,
  help: string,
): Declaration<T> {
  return {
    fallback,
    help,
    allowed: values.join(' or '),
    read: (text) => values.find((value) => value === text),
  }
}

function list(text: string): readonly string[] {
  return text.split(',').flatMap((part) => part.trim() || [])
}

/** Whether a text is an address, or a network like 10.0.0.0/8. */
function isNetwork(text: string): boolean {
  const [address = '', prefix, ...rest] = text.split('/')
  const family = isIP(address)
  if (family === 0 || rest.length > 0) return false
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (family === 4 ? 32 : 128))
}
