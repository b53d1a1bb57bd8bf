import { inject } from 'light-my-request'
import { nearest } from '../errors/nearest.js'
import { URL } from '../node-globals.js'
import { type App, createApp, listen } from '../server.js'
import { declarations, readSettings, type SettingName, SettingsError } from '../settings.js'
import { type Control, createControl, type Send } from './control.js'
import { ControlError } from './control-error.js'
import type { InjectableApp } from './injectable-app.js'

export interface MockOptions {
  /** The key of the mock's own workspace; `sk_test_mock`, or the first of API_KEYS. */
  readonly apiKey?: string
  /** Settings by the names of their environment variables. The environment itself is not read. */
  readonly settings?: Readonly<Partial<Record<SettingName, string>>>
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
  /** The workspace of another key; without one of a key that nobody has used yet. */
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
export async function startMock({ apiKey, settings: texts = {} }: MockOptions = {}): Promise<Mock> {
  const settings = readSettings({ PORT: '0', LOG_LEVEL: 'silent', ...texts })
  refuseUnknown(texts)
  if (settings.CONTROL === 'off') throw new SettingsError('CONTROL is "off", and a test could steer nothing')
  const { url, app, close } = await listen(settings, process.stderr)
  const [firstKey] = settings.API_KEYS ?? []
  const ownKey = apiKey ?? firstKey ?? 'sk_test_mock'
  const token = settings.CONTROL_TOKEN
  let made = 0
  const workspace = (key = `${ownKey}_${++made}`): MockWorkspace => {
    const control = createControl(sender(app, new URL(url).host, token, key))
    return { apiKey: key, ...control, [Symbol.asyncDispose]: control.reset }
  }
  return {
    ...workspace(ownKey),
    url,
    workspace,
    reset: () => sender(app, new URL(url).host, token, null)('POST', '/_mock/reset'),
    close,
    [Symbol.asyncDispose]: close,
  }
}

/**
 * The server without a port, for `inject` (ours).
 *
 * @throws {SettingsError} for a bad setting.
 */
export async function buildApp({
  settings = {},
}: Pick<MockOptions, 'settings'> = {}): Promise<InjectableApp> {
  refuseUnknown(settings)
  return createApp(readSettings({ LOG_LEVEL: 'silent', ...settings }), process.stderr)
}

/** The environment may have what it likes; what a test names must be a setting. */
function refuseUnknown(texts: object): void {
  const known = Object.keys(declarations)
  const unknown = Object.keys(texts).find((name) => !known.includes(name))
  if (unknown === undefined) return
  const meant = nearest(unknown, known)
  throw new SettingsError(`there is no setting ${unknown}${meant ? `; did you mean ${meant}?` : ''}`)
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
