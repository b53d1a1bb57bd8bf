import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Test } from 'tap'
import type { AnyBody } from './answers.js'
import type { CallOptions, Mock } from './mock.js'

/** What an endpoint got. */
export interface Received {
  readonly path: string
  readonly raw: string
  readonly headers: IncomingMessage['headers']
  readonly body: AnyBody
}

/** How an endpoint answers. */
export type Answering = (reply: ServerResponse, received: Received, count: number) => void

/** An endpoint on a real socket, as an integrator writes one. */
export interface Receiver {
  readonly url: string
  readonly received: Received[]
  answer: Answering
}

/** Starts an endpoint that takes everything, until `answer` is set. It ends with the test. */
export async function createReceiver(
  t: Test,
  answer: Answering = (reply) => reply.end('thanks'),
): Promise<Receiver> {
  const received: Received[] = []
  const server = createServer(async (request, reply) => {
    const pieces: Buffer[] = []
    for await (const piece of request) pieces.push(piece)
    const raw = Buffer.concat(pieces).toString()
    const one = { path: request.url ?? '', raw, headers: request.headers, body: JSON.parse(raw) }
    received.push(one)
    receiver.answer(reply, one, received.length)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  const receiver: Receiver = { url: `http://127.0.0.1:${port}/hooks`, received, answer }
  return receiver
}

/** An answer with a status. */
export function answering(status: number): Answering {
  return (reply) => reply.writeHead(status).end()
}

/** Whether a delivery was signed with a secret, as a receiver checks it. */
export function isSigned({ raw, headers }: Received, secret: string): boolean {
  return headers['x-repull-signature'] === createHmac('sha256', secret).update(raw).digest('hex')
}

/** Subscribes an endpoint; returns the webhook with its secret. */
export async function subscribe(
  mock: Mock,
  url: string,
  events: readonly string[] = ['account.created', 'account.disconnected'],
  options: CallOptions = {},
): Promise<AnyBody> {
  return (await mock.call('POST', '/v1/webhooks', { ...options, body: { url, events } })).body
}

/** The attempts made so far, once there are so many; after ten seconds those that there are. */
export async function sent(mock: Mock, count: number, options: CallOptions = {}): Promise<AnyBody[]> {
  mock.onPause = () => new Promise((resolve) => setTimeout(resolve, 10_000).unref())
  const { body } = await mock.call('GET', `/_mock/webhooks?count=${count}&wait=60s`, options)
  return body.data
}
