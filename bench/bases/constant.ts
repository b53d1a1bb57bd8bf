import { createServer } from 'node:http'
import { listen } from './listen.js'
import { replies } from './replies.js'

/** `node:http` with answers that never change: the least that an answer can cost on Node. */
const bodies: Readonly<Record<string, string>> = {
  '/v1/connect/airbnb': JSON.stringify(replies.session),
  '/v1/connect/providers': JSON.stringify(replies.providers),
  '/v1/health': JSON.stringify(replies.health),
}

listen(
  createServer((request, response) => {
    const body = bodies[request.url ?? '']
    const send = () => {
      response.writeHead(body === undefined ? 404 : 200, {
        'content-type': 'application/json; charset=utf-8',
        'content-length': Buffer.byteLength(body ?? ''),
      })
      response.end(body)
    }
    if (request.method === 'POST') request.resume().once('end', send)
    else send()
  }),
)
