import { inject } from 'light-my-request'
import { DescriptorOutput } from '../cli/output.js'
import { readSettings, type SettingInputs, SettingsError, settingNames } from '../cli/settings.js'
import { systemAlarm } from '../lib/clock.js'
import { closestMatch } from '../lib/closest-match.js'
import { URL } from '../lib/node-globals.js'
import { type App, createApp, listen } from '../server.js'
import type { Control, Send } from './control.js'
import { ControlError } from './control-error.js'
import { createControl } from './create-control.js'
import type { InjectableApp } from './injectable-app.js'
import { KeyRing } from './key-ring.js'

export interface MockOptions {
  /** The key of the mock's own workspace; `sk_test_mock`, or the first of API_KEYS. */
  readonly apiKey?: string | undefined
  /** Settings by their names, e.g. `{ SESSION_TTL: '5s', MAX_SESSIONS: 10 }`. The environment itself is not read. */
  readonly settings?: SettingInputs | undefined
}

/** One workspace of a mock, and the key to call it with. */
export interface MockWorkspace extends Control {
  readonly apiKey: string
  /** Forgets everything of this workspace, so that `await using` leaves nothing of a test behind. */
  [Symbol.asyncDispose](): Promise<void>
}

/** A mock in this process, on a port of its own. Its own controls are those of its key's workspace. */
export interface Mock extends MockWorkspace {
  /** E.g. `http://127.0.0.1:49152`: what your client takes for https://api.repull.dev. */
  readonly url: string
  /**
   * The workspace of another key; without one of a key that no other workspace() has, with API_KEYS the next of them.
   *
   * @throws {SettingsError} for a key that the server would refuse, or when API_KEYS has no more.
   */
  workspace(apiKey?: string): MockWorkspace
  /** Forgets everything of all workspaces. */
  reset(): Promise<void>
  /** Ends the server; calls in flight may finish for at most 1.5 s. */
  close(): Promise<void>
  /** The same as `close`. */
  [Symbol.asyncDispose](): Promise<void>
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
  refuseUnknown('startMock', options, ['apiKey', 'settings'])
  const { apiKey, settings: inputs = {} } = options
  const settings = readSettings({
    ...inputs,
    PORT: inputs.PORT || 0,
    LOG_LEVEL: inputs.LOG_LEVEL || 'silent',
  })
  if (settings.CONTROL === 'off') throw new SettingsError('CONTROL is "off", and a test could steer nothing')
  const keys = new KeyRing(settings, apiKey)
  const { url, app, close } = await listen(settings, createLogOutput())
  const token = settings.CONTROL_TOKEN
  const send = (key: string | null) => sender(app, new URL(url).host, token, key)
  const workspace = (given?: string): MockWorkspace => {
    const key = keys.take(given)
    const control = createControl(send(key))
    return { apiKey: key, ...control, [Symbol.asyncDispose]: control.reset }
  }
  return {
    ...workspace(keys.own),
    url,
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

/** What is misspelt, or a setting in the wrong place, must not be ignored. */
function refuseUnknown(caller: string, options: object, known: readonly string[]): void {
  const unknown = Object.keys(options).find((name) => !known.includes(name))
  if (unknown === undefined) return
  const meant = closestMatch(unknown, [...known, ...settingNames])
  const remedy = meant === undefined || known.includes(meant) ? meant : `settings: { ${meant}: … }`
  throw new SettingsError(
    `${caller} has no option ${unknown}; ${remedy ? `did you mean ${remedy}?` : `it takes ${known.join(' and ')}`}`,
  )
}

/** Sends calls past the network, so that nothing that a test does to it comes between. */
function sender(app: App, host: string, token: string | null, key: string | null): Send {
  return async (method, path, body) => {
    const headers = {
      host,
      ...(token !== null && path.startsWith('/_mock') && { authorization: `Bearer ${token}` }),
      ...(key !== null && { 'x-api-key': key }),
    }
    const answer = await inject(app.routing, {
      method,
      url: path,
      headers,
      ...(body !== undefined && { payload: body }),
    })
    const parsed = answer.body === '' ? undefined : answer.json()
    if (answer.statusCode >= 400) throw new ControlError(answer.statusCode, parsed.error)
    return parsed
  }
}
