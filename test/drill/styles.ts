import { createHmac, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { DrilledTest, MockWorkspace } from '../../src/index.js'
import { fraction, seededRandom } from '../../src/lib/ids.js'
import type { AnyBody } from '../helpers/answers.js'
import { bellOf } from './example.js'

/** Why a call failed. */
class CallError extends Error {
  constructor(
    readonly status: number | null,
    readonly code: string | null = null,
    readonly retryAfterMs: number | null = null,
  ) {
    super(`${status} ${code}`)
  }

  get mayPass(): boolean {
    return (
      this.status === null ||
      this.status >= 500 ||
      this.status === 429 ||
      this.code === 'idempotency_key_in_use'
    )
  }
}

/** One call, sent once. A reply is not waited for that a fault holds. */
async function send(
  workspace: MockWorkspace,
  method: string,
  path: string,
  body?: object,
  key?: string,
): Promise<AnyBody> {
  const { url, apiKey } = workspace
  const headers = {
    'x-api-key': apiKey,
    ...(body && { 'content-type': 'application/json' }),
    ...(key !== undefined && { 'idempotency-key': key }),
  }
  const late = new AbortController()
  const cancel = bellOf(workspace)(2000, () => late.abort())
  let answer: Response
  let text: string
  try {
    const { signal } = late
    answer = await fetch(url + path, { method, headers, signal, ...(body && { body: JSON.stringify(body) }) })
    text = await answer.text()
  } catch {
    throw new CallError(null)
  } finally {
    cancel()
  }
  let json: AnyBody
  try {
    json = JSON.parse(text)
  } catch {
    throw new CallError(answer.ok ? null : answer.status)
  }
  if (answer.ok) return json
  const after = answer.headers.get('retry-after')
  throw new CallError(answer.status, json.error.code, after === null ? null : 1000 * Number(after))
}

/** How an app waits before an attempt; null to give up. */
type Pause = (error: CallError, attempt: number) => number | null

async function retrying<T>(repull: MockWorkspace, pause: Pause, act: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await act()
    } catch (error) {
      const pauseMs = error instanceof CallError ? pause(error, attempt) : null
      if (pauseMs === null) throw error
      await repull.clock.advance(pauseMs)
    }
  }
}

const doubling: Pause = (error, attempt) =>
  error.mayPass && attempt < 4 ? (error.retryAfterMs ?? 100 * 2 ** attempt) : null

const credentials = { accountId: '4711', apiKey: 'of the user' }

function requireThat(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(message)
}

/** What a host is sent back with, who approves on the page of a session; null when the page does not send them back. */
async function approve(url: string): Promise<URLSearchParams | null> {
  const answer = await fetch(`${url}&auto=approve`, { redirect: 'manual' })
  await answer.text()
  const location = answer.headers.get('location')
  return location === null ? null : new URL(location).searchParams
}

const redirectUrl = 'http://127.0.0.1:9/callback'

async function isActive(repull: MockWorkspace, provider: string, pause: Pause = doubling): Promise<boolean> {
  const { connected, status } = await retrying(repull, pause, () =>
    send(repull, 'GET', `/v1/connect/${provider}`),
  )
  return connected && status === 'active'
}

/** It sends nothing twice: at a failure it says so, and the user clicks again. */
const givesUp: DrilledTest = async (repull) => {
  const { url } = await send(repull, 'POST', '/v1/connect/airbnb', { redirectUrl }, randomUUID())
  const back = await approve(url)
  requireThat(back?.get('status') === 'connected', 'the host did not connect')
  const callback = async () => (await send(repull, 'GET', '/v1/connect/airbnb')).status === 'active'
  const clickLater = async () => {
    await repull.clock.advance(5000)
    return callback()
  }
  requireThat(await callback().catch(clickLater), 'it is not connected')
  const { id } = await send(repull, 'POST', '/v1/connect/hostaway', {}, randomUUID())
  const body = { provider: 'hostaway', credentials }
  await send(repull, 'POST', `/v1/connect/sessions/${id}/complete`, body, randomUUID())
}

/** It has no callback: it asks every second how the session is. */
const polls: DrilledTest = async (repull) => {
  const everySecond: Pause = (error, attempt) =>
    error.mayPass && attempt < 20 ? Math.max(error.retryAfterMs ?? 0, 1000) : null
  for (let session = 1; session <= 3; session++) {
    const key = randomUUID()
    const { id, url } = await retrying(repull, doubling, () =>
      send(repull, 'POST', '/v1/connect/airbnb', {}, key),
    )
    await approve(url)
    for (let look = 1; look <= 20; look++) {
      const state = await retrying(repull, everySecond, () =>
        send(repull, 'GET', `/v1/connect/sessions/${id}`),
      ).catch((error: CallError) => error.code)
      if (typeof state === 'string' || state === null) break
      await repull.clock.advance(1000)
    }
    if (await isActive(repull, 'airbnb', everySecond)) return
  }
  throw new Error('it is not connected')
}

/** It waits as long as Retry-After says, or for a random time that grows on the average. */
const jitters: DrilledTest = async (repull) => {
  const random = seededRandom('jitter', repull.apiKey)
  const jitter: Pause = (error, attempt) => {
    if (!error.mayPass || attempt >= 6) return null
    return Math.round((error.retryAfterMs ?? 0) + fraction(random) * 100 * 2 ** attempt)
  }
  const post = (path: string, body: object) => {
    const key = randomUUID()
    return retrying(repull, jitter, () => send(repull, 'POST', path, body, key))
  }
  const connect = async () => {
    const { id } = await post('/v1/connect/hostaway', {})
    await post(`/v1/connect/sessions/${id}/complete`, { provider: 'hostaway', credentials })
  }
  await connect().catch(async (error) => {
    if (error.code === 'session_expired') await connect()
    else if (error.code !== 'session_terminal') throw error
  })
  requireThat(await isActive(repull, 'hostaway', jitter), 'it is not connected')
}

/** An endpoint for events. */
async function listen(receive: (raw: string, signature: unknown) => Promise<number>) {
  const server = createServer(async (request, reply) => {
    let raw = ''
    for await (const piece of request) raw += piece
    const status = await receive(raw, request.headers['x-repull-signature']).catch(() => 500)
    reply.writeHead(status).end()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const close = () => {
    server.close()
    server.closeAllConnections()
  }
  return { url: `http://127.0.0.1:${port}/hooks`, close }
}

/** It waits for events, and asks only when none comes. */
const hooks: DrilledTest = async (repull, { settled }) => {
  const known = new Set<string>()
  const handled = new Set<string>()
  let secret = ''
  const endpoint = await listen(async (raw, signature) => {
    if (createHmac('sha256', secret).update(raw).digest('hex') !== signature) return 401
    const event = JSON.parse(raw)
    if (!handled.has(event.id)) known.add(event.data.provider)
    handled.add(event.id)
    return 200
  })
  const post = (path: string, body: object) => {
    const key = randomUUID()
    return retrying(repull, doubling, () => send(repull, 'POST', path, body, key))
  }
  try {
    secret = (await post('/v1/webhooks', { url: endpoint.url, events: ['account.created'] })).secret
    for (let session = 1; session <= 2 && !known.has('airbnb'); session++) {
      await approve((await post('/v1/connect/airbnb', {})).url)
      for (let look = 1; look <= 5 && !known.has('airbnb'); look++) {
        await settled()
        if (!known.has('airbnb')) await repull.clock.advance(1000)
      }
      if (!known.has('airbnb') && (await isActive(repull, 'airbnb'))) known.add('airbnb')
    }
    await settled()
    requireThat(known.has('airbnb'), 'nobody told that it is connected')
  } finally {
    endpoint.close()
  }
}

/** What it has begun stands in its own database, under a key that it sends along; before it repeats, it looks. */
const ownDatabase: DrilledTest = async (repull) => {
  const row = { session: '', tries: 0, isDone: false }
  const open = async () => {
    row.tries++
    const key = `user-7-${row.tries}`
    row.session = (
      await retrying(repull, doubling, () => send(repull, 'POST', '/v1/connect/hostaway', {}, key))
    ).id
  }
  await open()
  for (let attempt = 1; attempt <= 4 && !row.isDone; attempt++) {
    try {
      const body = { provider: 'hostaway', credentials }
      const key = `user-7-${row.session}`
      await send(repull, 'POST', `/v1/connect/sessions/${row.session}/complete`, body, key)
      row.isDone = true
    } catch (error) {
      const { code, mayPass, retryAfterMs } = error as CallError
      if (code === 'session_expired') await open()
      else if (!mayPass && code !== 'session_terminal') throw error
      else if (await isActive(repull, 'hostaway')) row.isDone = true
      else await repull.clock.advance(retryAfterMs ?? 100 * 2 ** attempt)
    }
  }
  requireThat(row.isDone && (await isActive(repull, 'hostaway')), 'it is not connected')
}

/** A test in virtual time: it passes where the app waits, and only there. */
function frozen(test: DrilledTest): DrilledTest {
  return async (repull, context) => {
    await repull.clock.freeze()
    await test(repull, context)
  }
}

/** Apps that are right, each in a way of its own. */
export const goodApps: Readonly<Record<string, DrilledTest>> = {
  givesUp: frozen(givesUp),
  polls: frozen(polls),
  jitters: frozen(jitters),
  hooks: frozen(hooks),
  ownDatabase: frozen(ownDatabase),
}

/** It tries again after the same short time, whatever the answer says. */
const impatient: DrilledTest = async (repull) => {
  const again: Pause = (error, attempt) => (error.mayPass && attempt < 5 ? 600 : null)
  const key = randomUUID()
  await retrying(repull, again, () => send(repull, 'POST', '/v1/connect/hostaway', {}, key))
  for (const path of ['', '/hostaway', '/providers'])
    await retrying(repull, again, () => send(repull, 'GET', `/v1/connect${path}`))
}

/** It has no keys, and tries everything again. */
const forgetful: DrilledTest = async (repull) => {
  const post = (path: string, body: object) =>
    retrying(
      repull,
      (error, attempt) => (attempt < 4 ? (error.retryAfterMs ?? 100 * 2 ** attempt) : null),
      () => send(repull, 'POST', path, body),
    )
  const { id } = await post('/v1/connect/hostaway', {})
  await post(`/v1/connect/sessions/${id}/complete`, { provider: 'hostaway', credentials })
}

/** It answers 200 to everybody, and opens a session for each event. */
const gullible: DrilledTest = async (repull, { settled }) => {
  let opened = 0
  const endpoint = await listen(async () => {
    await send(repull, 'POST', '/v1/connect/vrbo', { state: String(++opened) }, randomUUID())
    return 200
  })
  try {
    const body = { url: endpoint.url, events: ['account.created'] }
    await send(repull, 'POST', '/v1/webhooks', body, randomUUID())
    await approve((await send(repull, 'POST', '/v1/connect/airbnb', {}, randomUUID())).url)
    await settled()
    requireThat(opened > 0, 'no event came')
  } finally {
    endpoint.close()
  }
}

/** It believes its address, and puts its key into those of others. */
const careless: DrilledTest = async (repull) => {
  await send(repull, 'GET', `/v1/connect?api_key=${repull.apiKey}`).catch(() => {})
  const { url } = await retrying(repull, doubling, () =>
    send(repull, 'POST', '/v1/connect/airbnb', { redirectUrl }, 'the only one'),
  )
  requireThat((await approve(url))?.get('status') === 'connected', 'the host refused')
}

/** It does not hear a no, and does not end. */
const stubborn: DrilledTest = async (repull, { signal }) => {
  const always: Pause = (error, attempt) => {
    signal.throwIfAborted()
    if (error.mayPass) return error.retryAfterMs ?? 100 * attempt
    return attempt < 3 ? 100 * 2 ** attempt : null
  }
  const post = (path: string, body: object) => {
    const key = randomUUID()
    return retrying(repull, always, () => send(repull, 'POST', path, body, key))
  }
  const { id } = await post('/v1/connect/hostaway', {})
  await post(`/v1/connect/sessions/${id}/complete`, { provider: 'hostaway', credentials })
}

/** Apps with several bugs, and the rules that find them. */
export const badApps: Readonly<Record<string, readonly [DrilledTest, ...(readonly string[])]>> = {
  impatient: [frozen(impatient), 'retry-after-ignored', 'retries-without-pause'],
  forgetful: [frozen(forgetful), 'expired-session-reused', 'final-error-repeated', 'repeated-without-key'],
  gullible: [frozen(gullible), 'bad-signature-accepted', 'event-handled-twice'],
  careless: [frozen(careless), 'connected-by-hearsay', 'secret-in-url'],
  stubborn: [frozen(stubborn), 'expired-session-reused', 'final-error-repeated', 'retries-without-end'],
}
