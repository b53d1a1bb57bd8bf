import { DescriptorOutput } from '../cli/output.js'
import {
  readSettings,
  type SettingInputs,
  type Settings,
  SettingsError,
  settingNames,
} from '../cli/settings.js'
import { isAccepted } from '../http/auth.js'
import { systemAlarm } from '../lib/clock.js'
import { closestMatch } from '../lib/closest-match.js'
import { URL } from '../lib/node-globals.js'
import { createApp, listen } from '../server.js'
import { createControl, createSend } from './client.js'
import type { Control } from './control.js'

export interface MockOptions {
  /** The key of the mock's own workspace; `sk_test_mock`, or the first of API_KEYS. */
  readonly apiKey?: string | undefined
  /** The version of the API that calls speak; 2026-10 by default. The same as the setting API_VERSION. */
  readonly apiVersion?: SettingInputs['API_VERSION']
  /** Settings by their names, e.g. `{ SESSION_TTL: '5s', MAX_SESSIONS: 10 }`. The environment itself is not read. */
  readonly settings?: SettingInputs | undefined
}

/** One workspace of a mock: where to call it, the key to call it with, and its controls. */
export interface MockWorkspace extends Control {
  /** E.g. `http://127.0.0.1:49152`: what your client takes for https://api.repull.dev. */
  readonly url: string
  readonly apiKey: string
  /** Resets this workspace, so that `await using` leaves nothing of a test behind. */
  [Symbol.asyncDispose](): Promise<void>
}

/** A mock in this process, on a port of its own. Its own controls are those of its key's workspace. */
export interface Mock extends MockWorkspace {
  /**
   * The workspace of another key; without a key, of a new key, or of the next unused key of API_KEYS.
   *
   * @throws {SettingsError} for a key that the server would refuse, or when API_KEYS has no more.
   */
  workspace(apiKey?: string): MockWorkspace
  /** Removes everything of all workspaces. */
  reset(): Promise<void>
  /** Ends the server; calls in flight may finish for at most 1.5 s. */
  close(): Promise<void>
  /** The same as `close`. */
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * A server without a port (ours). At run time it is Fastify's app. Its types are declared here, so that nobody has to
 * install Fastify for them.
 */
export interface InjectableApp {
  /** Sends a call past the network, as Fastify's `inject` does; a string is the path of a GET. */
  inject(call: InjectedCall | string): Promise<InjectedAnswer>
  close(): Promise<void>
}

/** A call to a server without a port (ours). */
export interface InjectedCall {
  /** GET if not said. */
  readonly method?: 'DELETE' | 'GET' | 'HEAD' | 'OPTIONS' | 'PATCH' | 'POST' | 'PUT'
  /** The path, e.g. `/v1/connect/airbnb`. */
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string>>
  /** The body; an object is sent as JSON. */
  readonly payload?: string | object
}

/** What a server without a port answers (ours). */
export interface InjectedAnswer {
  readonly statusCode: number
  readonly headers: Readonly<Record<string, string | number | readonly string[] | undefined>>
  readonly body: string
  /** @throws {SyntaxError} when the body is not JSON. */
  json<T>(): T
}

/**
 * Starts a mock for tests in this process: a free port, no log (ours). Several can run side by side.
 *
 * @throws {SettingsError} for a bad setting.
 * @example
 * await using mock = await startMock()
 * const client = new RepullClient({ baseUrl: mock.url, apiKey: mock.apiKey })
 */
export async function startMock(options: MockOptions = {}): Promise<Mock> {
  refuseUnknown('startMock', options, ['apiKey', 'apiVersion', 'settings'])
  const { settings: inputs = {} } = options
  const settings = readSettings({
    ...inputs,
    API_VERSION: options.apiVersion ?? inputs.API_VERSION,
    PORT: inputs.PORT || 0,
    LOG_LEVEL: inputs.LOG_LEVEL || 'silent',
  })
  const { CONTROL, CONTROL_TOKEN, API_KEYS } = settings
  if (CONTROL === 'off') throw new SettingsError('CONTROL is "off", so a test could control nothing')
  const [firstKey = 'sk_test_mock'] = API_KEYS ?? []
  const { apiKey = firstKey } = options
  const takeKey = createKeyRing(API_KEYS, apiKey)
  // A bad key is refused before the server listens.
  takeKey(apiKey)
  const { url, app, close } = await listen(settings, createLogOutput())
  const send = (key: string | null) => createSend(app, new URL(url).host, CONTROL_TOKEN, key)
  const workspace = (given?: string): MockWorkspace => {
    const key = takeKey(given)
    const control = createControl(send(key))
    return { url, apiKey: key, ...control, [Symbol.asyncDispose]: control.reset }
  }
  return {
    ...workspace(apiKey),
    workspace,
    reset: () => send(null)('POST', '/_mock/reset'),
    close,
    [Symbol.asyncDispose]: close,
  }
}

/**
 * The server without a port, for `inject` (ours).
 *
 * @throws {SettingsError} for a bad setting.
 */
export async function buildApp(options: Pick<MockOptions, 'settings'> = {}): Promise<InjectableApp> {
  refuseUnknown('buildApp', options, ['settings'])
  const { settings: inputs = {} } = options
  const settings = readSettings({ ...inputs, LOG_LEVEL: inputs.LOG_LEVEL || 'silent' })
  return createApp(settings, createLogOutput())
}

/** The log goes to stderr, and touches it only when there is a line. */
function createLogOutput(): DescriptorOutput {
  return new DescriptorOutput(2, systemAlarm)
}

/** A misspelt option, or a setting in the wrong place, must not be ignored. */
function refuseUnknown(caller: string, options: object, known: readonly string[]): void {
  const unknown = Object.keys(options).find((name) => !known.includes(name))
  if (unknown === undefined) return
  const meant = closestMatch(unknown, [...known, ...settingNames])
  const remedy = meant === undefined || known.includes(meant) ? meant : `settings: { ${meant}: … }`
  throw new SettingsError(
    `${caller} has no option ${unknown}; ${remedy ? `did you mean ${remedy}?` : `it takes ${known.join(', ')}`}`,
  )
}

/**
 * Hands out the keys of a mock's workspaces: the given one, or one that was not handed out before.
 *
 * @throws {SettingsError} (from the returned function) for a key that the server would refuse, or when API_KEYS has no more.
 */
function createKeyRing(accepted: Settings['API_KEYS'], own: string): (given?: string) => string {
  const taken = new Set<string>()
  let made = 0
  const nextKey = () => {
    if (accepted === null) {
      let key: string
      do key = `${own.slice(0, 200)}_${++made}`
      while (taken.has(key))
      return key
    }
    const free = [...accepted].find((key) => !taken.has(key))
    if (free !== undefined) return free
    throw new SettingsError(
      `all ${accepted.size} keys of API_KEYS have a workspace; add one for each workspace(), or leave API_KEYS out`,
    )
  }
  return (given) => {
    const key = given ?? nextKey()
    if (!isAccepted(key, accepted)) {
      const allowed = accepted
        ? 'one of API_KEYS: add it there, or leave API_KEYS out'
        : 'sk_test_ or sk_live_ and more characters after it'
      throw new SettingsError(`the server would refuse this apiKey; it takes ${allowed}`)
    }
    taken.add(key)
    return key
  }
}
