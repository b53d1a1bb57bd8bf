import { inspect } from 'node:util'
import { closestMatch } from '../lib/closest-match.js'
import { maskForResponse } from '../lib/masking.js'
import { URL } from '../lib/node-globals.js'
import { apiVersions, newestVersion } from '../versions/api-version.js'
import { readTargetList } from '../webhooks/target-list.js'
import { appLogo, appName } from './app-settings.js'
import { plan } from './plan-setting.js'
import {
  asList,
  asText,
  type Declaration,
  duration,
  type InputOf,
  isHost,
  isNetwork,
  isQuoted,
  isStoreUrl,
  isToken,
  itemsOf,
  oneOf,
  size,
  whole,
} from './setting-kinds.js'

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const

/** Every setting. Its variable and flag follow from its name. */
export const declarations = {
  PORT: whole('7855', 'Port to listen on; 0 takes any free one', 0, 65_535),
  HOST: {
    fallback: '127.0.0.1',
    help: 'Address to listen on; the image sets 0.0.0.0',
    allowed: 'an address or a host name',
    read: (text: string) => (isHost(text) ? text : undefined),
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
    allowed: 'off, or addresses, CIDRs, loopback, linklocal and uniquelocal with commas between them',
    read: (text: string) => {
      if (text.toLowerCase() === 'off') return null
      const proxies = itemsOf(text)
      return proxies.length > 0 && proxies.every(isNetwork) ? proxies : undefined
    },
    write: asList,
  },
  SESSION_TTL: duration('30m', 'Lifetime of a session'),
  SESSION_RETENTION: duration('24h', 'How long after its expiry a session still answers 410 or 409'),
  MAX_SESSIONS: whole('1000000', 'Sessions that the server holds at most', 1, 100_000_000),
  MAX_WORKSPACES: whole('10000', 'Workspaces that the server holds at most', 1, 10_000_000),
  WORKSPACE_IDLE: duration(
    '10m',
    'How long nobody has called a workspace that makes room for others, in real time',
  ),
  MAX_MEMORY: size('Memory for records and the journal; auto: half of what the heap may have'),
  STORE_URL: {
    fallback: '',
    help: 'Redis or Valkey that several servers share; unset: the memory of this one',
    allowed:
      'a redis:// or rediss:// URL, or redis+cluster:// or rediss+cluster:// and nodes with commas between them',
    read: (text: string) => {
      if (text === '') return null
      return isStoreUrl(text) ? text : undefined
    },
  },
  STORE_PREFIX: {
    fallback: 'repull-mock-2:',
    help: 'Start of every key in the store; servers with different prefixes share nothing',
    allowed: 'up to 100 letters, digits and . _ : -',
    read: (text: string) => (/^[\w.:-]{1,100}$/.test(text) ? text : undefined),
  },
  API_KEYS: {
    fallback: '',
    help: 'The only API keys that are taken; unset: every well-formed one',
    allowed: 'keys without spaces, with commas between them',
    read: (text: string): ReadonlySet<string> | null | undefined => {
      if (text === '') return null
      const keys = itemsOf(text)
      // No Authorization header carries another one.
      const areKeys = keys.length > 0 && !isQuoted(text) && keys.every((key) => /^[\x21-\x7e]+$/.test(key))
      return areKeys ? new Set(keys) : undefined
    },
    write: asList,
  },
  CONTROL: oneOf(
    ['on', 'off'],
    'on',
    'Whether testers may control it: /_mock, the Prefer header, auto= of the hosted pages',
  ),
  CONTROL_TOKEN: {
    fallback: '',
    help: 'Bearer token that calls of /_mock must send; unset: none',
    allowed: 'a text without spaces',
    read: (text: string) => (text === '' ? null : isToken(text) ? text : undefined),
  },
  API_VERSION: oneOf(
    apiVersions,
    newestVersion,
    'Version of the API that calls speak unless they prefer another',
  ),
  RATE_LIMIT: oneOf(['on', 'off'], 'off', 'Whether the 601st call of a key in a minute is refused'),
  WEBHOOK_TARGETS: {
    fallback: 'local',
    help: 'Where webhooks may go; local: this machine and private networks',
    allowed: 'local, any, or names, addresses and CIDRs with commas between them',
    read: readTargetList,
    write: asList,
  },
  WEBHOOK_TLS: oneOf(
    ['verify', 'insecure'],
    'verify',
    'Whether certificates of webhook endpoints must be trusted',
  ),
  PLAN: plan,
  SEED: {
    fallback: '',
    help: 'A text that makes ids repeat from run to run, and guessable; unset: random',
    allowed: 'any text',
    read: (text: string) => (text === '' ? null : text),
  },
  APP_NAME: appName,
  APP_LOGO: appLogo,
  LOG_LEVEL: oneOf(logLevels, 'info', 'Least severe log lines to write'),
  LOG_FORMAT: oneOf(['pretty', 'json', 'auto'], 'auto', 'auto: pretty on a terminal, JSON otherwise'),
} as const satisfies Record<string, Declaration<unknown, never>>

/** The name of a setting, e.g. `SESSION_TTL`. */
export type SettingName = keyof typeof declarations

export const settingNames = Object.keys(declarations) as readonly SettingName[]

/** The titles of the groups in the help, each at the first setting of its group. */
export const titles: { readonly [Name in SettingName]?: string } = {
  PORT: 'Where it listens',
  SESSION_TTL: 'How much it keeps, and how long',
  STORE_URL: 'A store that servers share',
  API_KEYS: 'Who may call it',
  API_VERSION: 'How it behaves',
  APP_NAME: 'What its hosted pages show',
  LOG_LEVEL: 'What it logs',
}

/** Settings whose names shells, hosts and apps under test use as variables of their own. */
export const commonNames: ReadonlySet<SettingName> = new Set([
  'PORT',
  'HOST',
  'PUBLIC_URL',
  'BASE_PATH',
  'TRUST_PROXY',
  'API_VERSION',
  'APP_NAME',
  'APP_LOGO',
  'PLAN',
  'SEED',
  'LOG_LEVEL',
  'LOG_FORMAT',
])

/** Settings whose values are not shown. */
const secretNames: ReadonlySet<SettingName> = new Set(['API_KEYS', 'CONTROL_TOKEN', 'STORE_URL'])

/** The values of all settings. Durations are in milliseconds. */
export type Settings = {
  readonly [Name in SettingName]: Exclude<ReturnType<(typeof declarations)[Name]['read']>, undefined>
}

/**
 * Settings as a program passes them: strings as flags take them, or numbers (durations in milliseconds) and lists.
 * Undefined and empty values mean the default.
 */
export type SettingInputs = {
  readonly [Name in SettingName]?: InputOf<(typeof declarations)[Name]> | undefined
}

/** A setting, flag or command that cannot be used. Its message is one line. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError'
}

/**
 * Reads settings as a program passes them.
 *
 * @throws {SettingsError} naming the first unknown setting, or the first with a bad value and what it takes.
 */
export function readSettings(inputs: SettingInputs = {}): Settings {
  for (const name of Object.keys(inputs)) if (!(name in declarations)) refuseUnknown(name)
  return readAll(inputs, (name) => name)
}

/**
 * Reads settings as flags and the environment have them. Missing and empty ones have their default; spaces around a value
 * do not count.
 *
 * @param sourceOf the name that an error gives a setting, e.g. `--port`.
 * @throws {SettingsError} naming the first bad one and what it takes.
 */
export function readTexts(
  texts: { readonly [Name in SettingName]?: string },
  sourceOf: (name: SettingName) => string = (name) => name,
): Settings {
  return readAll(texts, sourceOf)
}

/** @example variableOf('SESSION_TTL') // 'REPULL_MOCK_SESSION_TTL' */
export function variableOf(name: SettingName): string {
  return `REPULL_MOCK_${name}`
}

/** @example flagOf('SESSION_TTL') // '--session-ttl' */
export function flagOf(name: SettingName): string {
  return `--${name.toLowerCase().replaceAll('_', '-')}`
}

function readAll(
  inputs: { readonly [Name in SettingName]?: unknown },
  sourceOf: (name: SettingName) => string,
): Settings {
  return Object.fromEntries(
    settingNames.map((name) => [name, readOne(name, inputs[name], sourceOf(name))]),
  ) as Settings
}

function readOne(name: SettingName, input: unknown, source: string): unknown {
  const { read, fallback, allowed, write = asText }: Declaration<unknown, never> = declarations[name]
  // Each `write` checks its input: a program in JavaScript may pass anything.
  const text = input === undefined ? '' : write(input as never)?.trim()
  const value = text === undefined ? undefined : read(text || fallback)
  if (value !== undefined) return value
  const shown = typeof input === 'string' ? JSON.stringify(input) : inspect(input, { breakLength: Infinity })
  const advice = isQuoted(text) ? ', without quotation marks (Docker keeps those of an --env-file)' : ''
  throw new SettingsError(
    `${source} is ${secretNames.has(name) ? 'not usable' : maskForResponse(shown)}; it takes ${allowed}${advice}`,
  )
}

/** A misspelt setting must not be ignored. */
function refuseUnknown(name: string): never {
  const meant = closestMatch(name, settingNames)
  throw new SettingsError(
    `there is no setting ${maskForResponse(name)}${meant ? `; did you mean ${meant}?` : ''}`,
  )
}
