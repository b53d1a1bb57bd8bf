import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto'
import { createServer } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'

/** Calls a function after a while. Returns what cancels that. */
function ring(ms, bell) {
  const timer = setTimeout(bell, ms)
  return () => clearTimeout(timer)
}

/** A call that failed: refused by the API, or without an answer. */
export class CallError extends Error {
  constructor(message, { status = null, code = null, retryAfterMs = null, url = null } = {}) {
    super(message)
    Object.assign(this, { status, code, retryAfterMs, url })
  }
}

/**
 * A small app that connects its users' accounts by Repull. It has three addresses: /start sends a user to connect, /callback
 * takes them back, /hooks takes events.
 */
export class ConnectApp {
  #server
  #handled = new Set()
  #returns = new Map()

  /** @param {{ baseUrl: string, apiKey: string, sleep?: (ms: number) => Promise<unknown>, timeoutMs?: number, alarm?: (ms: number, ring: () => void) => () => void, signal?: AbortSignal }} options */
  constructor({ baseUrl, apiKey, sleep = (ms) => wait(ms), timeoutMs = 1000, alarm = ring, signal }) {
    Object.assign(this, { baseUrl, apiKey, sleep, timeoutMs, alarm, signal })
    /** Accounts that we have welcomed. */
    this.welcomed = []
  }

  // The client.

  /** Sends a call, again where that can help, and always as the same call. */
  async call(method, path, body) {
    const key = this.newKey()
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.send(method, path, body, key)
      } catch (error) {
        if (!this.mayRetry(error, attempt)) throw error
        await this.sleep(this.pauseMs(error, attempt))
      }
    }
  }

  newKey() {
    return randomUUID()
  }

  mayRetry({ status, code }, attempt) {
    this.signal?.throwIfAborted()
    if (attempt >= 4) return false
    return status === null || status >= 500 || status === 429 || code === 'idempotency_key_in_use'
  }

  pauseMs({ retryAfterMs }, attempt) {
    return retryAfterMs ?? 50 * 2 ** attempt
  }

  /** Resolves to what `use` gives, or rejects when that takes too long. */
  async withDeadline(use) {
    const controller = new AbortController()
    const abort = () => controller.abort()
    const cancel = this.alarm(this.timeoutMs, abort)
    this.signal?.addEventListener('abort', abort)
    try {
      return await use(controller.signal)
    } finally {
      cancel()
      this.signal?.removeEventListener('abort', abort)
    }
  }

  async send(method, path, body, key) {
    const headers = {
      authorization: `Bearer ${this.apiKey}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(method === 'POST' && key !== null && { 'idempotency-key': key }),
    }
    let answer
    let text
    try {
      await this.withDeadline(async (signal) => {
        answer = await fetch(this.baseUrl + path, { method, headers, body: JSON.stringify(body), signal })
        text = await answer.text()
      })
    } catch (error) {
      throw new CallError(`${method} ${path}: ${error.message}`)
    }
    let json
    try {
      json = JSON.parse(text)
    } catch {
      // A gateway on the way answers with a page.
    }
    if (answer.ok && json !== undefined) return json
    const seconds = answer.headers.get('retry-after')
    throw new CallError(`${method} ${path}: ${answer.status} ${json?.error?.code ?? ''}`, {
      status: answer.status,
      code: json?.error?.code ?? null,
      retryAfterMs: seconds === null ? null : 1000 * Number(seconds),
    })
  }

  // What the app does.

  /** Asks for the events that we handle. */
  async subscribe() {
    const { secret } = await this.call('POST', '/v1/webhooks', {
      url: `${this.url}/hooks`,
      events: ['account.created'],
    })
    this.secret = secret
  }

  /** A session for a user who connects an account now. */
  open(provider) {
    return this.call('POST', `/v1/connect/${provider}`, { redirectUrl: `${this.url}/callback` })
  }

  async isConnected(provider) {
    const { connected, status } = await this.call('GET', `/v1/connect/${provider}`)
    return connected && status === 'active'
  }

  /** Where a user goes who comes back; null when all is done. */
  async comeBack({ status, provider, sessionId }) {
    const known = this.#returns.get(sessionId)
    if (known !== undefined) return known
    const next = await this.judgeReturn(status, provider)
    this.#returns.set(sessionId, next)
    return next
  }

  async judgeReturn(status, provider) {
    if (status === 'cancelled') return `/cancelled?provider=${provider}`
    if (status === 'connected' && (await this.isConnected(provider))) return null
    return (await this.open(provider)).url
  }

  /** Connects an account with the credentials that a user has typed into our own form. */
  async connectWith(provider, credentials) {
    const { id } = await this.open(provider)
    try {
      await this.complete(id, provider, credentials)
    } catch (error) {
      await this.recover(error, id, provider, credentials)
    }
  }

  complete(id, provider, credentials) {
    return this.call('POST', `/v1/connect/sessions/${id}/complete`, { provider, credentials })
  }

  async recover(error, _id, provider, credentials) {
    if (error.code === 'session_expired') {
      const { id } = await this.open(provider)
      await this.complete(id, provider, credentials)
      return
    }
    // Somebody was faster, or our first attempt was.
    if (error.code === 'session_terminal' && (await this.isConnected(provider))) return
    throw error
  }

  /** Takes an event. Returns the status of our answer. */
  async receive(raw, signature) {
    if (!this.isSigned(raw, signature)) return 401
    const event = JSON.parse(raw.toString('utf8'))
    if (this.isHandled(event.id)) return 204
    try {
      await this.handle(event)
      return 204
    } catch {
      this.#handled.delete(event.id)
      return 500
    }
  }

  isSigned(raw, signature) {
    const given = Buffer.from(String(signature), 'hex')
    const wanted = createHmac('sha256', this.secret ?? '')
      .update(raw)
      .digest()
    return given.length === wanted.length && timingSafeEqual(given, wanted)
  }

  isHandled(id) {
    if (this.#handled.has(id)) return true
    this.#handled.add(id)
    return false
  }

  /** Welcomes the host of a new account. */
  async handle({ data }) {
    const { data: accounts } = await this.call('GET', '/v1/connect')
    const { provider } = accounts.find(({ externalAccountId }) => externalAccountId === data.accountId)
    this.welcomed.push(provider)
  }

  // The addresses.

  async listen() {
    this.#server = createServer((request, reply) => {
      this.#answer(request, reply).catch((error) => {
        reply.writeHead(503).end(`Try again in a moment: ${error.message}`)
      })
    })
    await new Promise((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    this.url = `http://127.0.0.1:${this.#server.address().port}`
  }

  close() {
    this.#server.close()
    this.#server.closeAllConnections()
  }

  async #answer(request, reply) {
    const { pathname, searchParams } = new URL(request.url, this.url)
    if (pathname === '/start') {
      const { url } = await this.open(searchParams.get('provider'))
      reply.writeHead(302, { location: url }).end()
    } else if (pathname === '/callback') {
      const next = await this.comeBack(Object.fromEntries(searchParams))
      if (next === null) reply.end('connected')
      else reply.writeHead(302, { location: next }).end()
    } else if (pathname === '/hooks') {
      const pieces = []
      for await (const piece of request) pieces.push(piece)
      const status = await this.receive(Buffer.concat(pieces), request.headers['x-repull-signature'])
      reply.writeHead(status).end()
    } else reply.end('cancelled')
  }
}
