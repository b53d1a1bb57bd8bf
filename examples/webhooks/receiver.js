import { createHmac, timingSafeEqual } from 'node:crypto'
import { createServer } from 'node:http'

/**
 * An endpoint that takes events which are signed with our secret, and handles each once, however often it comes.
 *
 * @param {() => string} secretOf the secret that POST /v1/webhooks showed
 * @param {(event: { id: string, type: string, data: object }) => Promise<void> | void} handle
 */
export function createReceiver(secretOf, handle) {
  const handled = new Set() // in production a table, with the id as its key
  return createServer(async (request, reply) => {
    const pieces = []
    for await (const piece of request) pieces.push(piece)
    const raw = Buffer.concat(pieces) // the bytes as they came: parsing and printing them again may change them

    const given = Buffer.from(String(request.headers['x-repull-signature']), 'hex')
    const wanted = createHmac('sha256', secretOf()).update(raw).digest()
    if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) {
      reply.writeHead(401).end()
      return
    }
    try {
      const event = JSON.parse(raw.toString('utf8'))
      if (!handled.has(event.id)) await handle(event)
      handled.add(event.id)
      reply.writeHead(204).end()
    } catch {
      reply.writeHead(500).end() // it comes again
    }
  })
}
