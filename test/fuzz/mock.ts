import type { Readable } from 'node:stream'
import type { Test } from 'tap'
import type { SettingName } from '../../src/cli/settings.js'
import { seededRandom } from '../../src/lib/ids.js'
import { createMock, type Mock } from '../helpers/mock.js'
import type { Send } from './fuzzer.js'
import { basePath } from './request.js'
import { World } from './world.js'

/** A mock whose ids derive from the seed, without access to a network. */
export function createSeeded(
  t: Test,
  seed: number,
  settings: Partial<Record<SettingName, string>> = {},
): Promise<Mock> {
  return createMock(t, {
    settings: { SEED: String(seed), BASE_PATH: basePath, LOG_LEVEL: 'warn', ...settings },
    random: seededRandom(String(seed)),
    resolve: async (name) => {
      if (name === 'localhost') return ['127.0.0.1']
      throw Object.assign(new Error(name), { code: 'ENOTFOUND' })
    },
  })
}

/** The logged errors: failures by a bug. */
export function loggedErrors({ log }: Mock): readonly string[] {
  return log.filter((line) => JSON.parse(line).level >= 50)
}

/** A world that is prepared by injected requests. */
export function createWorld(mock: Mock, name: string, token: string | null = null): World {
  return new World(
    async (method, path, key, body, headers = {}) => {
      const guard = token !== null && path.startsWith('/_mock') ? guarded(token, key) : {}
      const options = { key, headers: { ...headers, ...guard }, ...(body && { body }) }
      const answer = await mock.call(method, path, options)
      if (answer.status < 300) return answer.body
      throw new Error(`${method} ${path} is ${answer.status}: ${JSON.stringify(answer.body)}`)
    },
    mock.clock,
    name,
  )
}

/** Injects requests. Of a stream that does not end, it reads the beginning. */
export function sendTo({ app }: Mock): Send {
  return async ({ method, url, headers, body }) => {
    const isStream = url.includes('/_mock/')
    const options = { method: method as 'GET', url, headers: { ...headers }, payloadAsStream: isStream }
    const answer = await app
      .inject({ ...options, ...(body !== undefined && { payload: body }) })
      .catch(onDropped)
    if (answer === null) return null
    const text = isStream ? await beginningOf(answer.stream()) : answer.body
    // An injected HEAD has a body, which a socket would not send.
    return { status: answer.statusCode, headers: headersOf(answer), body: method === 'HEAD' ? '' : text }
  }
}

function guarded(token: string, key: string | null): Record<string, string> {
  return { authorization: `Bearer ${token}`, ...(key !== null && { 'x-api-key': key }) }
}

function headersOf({ headers }: { headers: object }): Readonly<Record<string, string | undefined>> {
  return headers as Readonly<Record<string, string | undefined>>
}

/** The result of an injection whose answer a fault has dropped. */
function onDropped(error: unknown): null {
  if (/destroyed|cut off/.test(String(error))) return null
  throw error
}

async function beginningOf(stream: Readable): Promise<string> {
  let text = ''
  for await (const piece of stream.setEncoding('utf8')) {
    text += piece
    if (text.startsWith(': repull-mock')) break
  }
  return text
}
