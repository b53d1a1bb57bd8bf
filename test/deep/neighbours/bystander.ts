import { Agent, request } from 'node:http'
import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import type { AnyBody } from '../../helpers/answers.js'
import type { Receiver } from '../../helpers/receiver.js'

/** What a caller who does nothing wrong saw over a while. */
export interface Seen {
  readonly calls: number
  /** Of calls that took this long or less there are 99 in a hundred. */
  readonly p99Ms: number
  readonly slowestWebhookMs: number
  /** Answers that were not what they should be. */
  readonly wrong: readonly string[]
}

/** Connects accounts, one after the other, with a webhook for each. */
export class Bystander {
  readonly #port: number
  readonly #receiver: Receiver
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 2 })

  constructor(port: number, receiver: Receiver) {
    this.#port = port
    this.#receiver = receiver
  }

  async subscribe(): Promise<void> {
    const body = { url: this.#receiver.url, events: ['connect.session.completed'] }
    await this.#call('POST', '/v1/webhooks', body)
  }

  /** Works for so many milliseconds, or until a promise is settled. */
  async work(until: number | Promise<unknown>): Promise<Seen> {
    let isOver = false
    const end = () => {
      isOver = true
    }
    if (typeof until === 'number') sleep(until).then(end, end)
    else until.then(end, end)
    const tookMs: number[] = []
    const wrong: string[] = []
    const webhooks: Promise<number>[] = []
    const call = async (method: string, path: string, body?: object) => {
      const begun = performance.now()
      const answer = await this.#call(method, path, body)
      tookMs.push(performance.now() - begun)
      if (answer.status >= 300)
        wrong.push(`${method} ${path} ${answer.status} ${JSON.stringify(answer.body)}`)
      await sleep(10)
      return answer.body
    }
    while (!isOver) {
      const session = await call('POST', '/v1/connect/airbnb', {})
      if (session?.sessionId === undefined) continue
      await call('POST', `/v1/connect/sessions/${session.sessionId}/complete`, { provider: 'airbnb' })
      webhooks.push(this.#webhookOf(session.sessionId))
      await call('GET', '/v1/connect/airbnb')
      await call('GET', '/v1/health')
    }
    tookMs.sort((a, b) => a - b)
    return {
      calls: tookMs.length,
      p99Ms: tookMs[Math.floor(tookMs.length * 0.99)] ?? 0,
      slowestWebhookMs: Math.max(0, ...(await Promise.all(webhooks))),
      wrong,
    }
  }

  close(): void {
    this.#agent.destroy()
  }

  /** How long until the webhook of a session came, in milliseconds; at most ten seconds. */
  async #webhookOf(sessionId: string): Promise<number> {
    const begun = performance.now()
    const isHere = () => this.#receiver.received.some(({ raw }) => raw.includes(sessionId))
    while (!isHere() && performance.now() - begun < 10_000) await sleep(20)
    return performance.now() - begun
  }

  #call(method: string, path: string, body?: object): Promise<{ status: number; body: AnyBody }> {
    const headers = { authorization: 'Bearer sk_test_bystander', 'content-type': 'application/json' }
    return new Promise((resolve) => {
      const fail = (error: Error) => resolve({ status: 999, body: error.message })
      const sent = request({ port: this.#port, agent: this.#agent, method, path, headers }, (reply) => {
        let text = ''
        reply.setEncoding('utf8').on('data', (chunk) => {
          text += chunk
        })
        reply.on('end', () => resolve({ status: reply.statusCode ?? 999, body: text && JSON.parse(text) }))
        reply.on('error', fail)
      })
      sent.on('error', fail).end(body && JSON.stringify(body))
    })
  }
}
