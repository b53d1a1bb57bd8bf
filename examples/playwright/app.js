import { once } from 'node:events'
import { createServer } from 'node:http'
import { Connect } from '../connect.js'

/**
 * Our app: its one page sends hosts to Airbnb, and they come back to it.
 *
 * @param {{ baseUrl: string, apiKey: string }} options where Repull is
 */
export async function startApp(options) {
  const connect = new Connect(options)
  const app = createServer(async (request, reply) => {
    const { pathname, origin } = new URL(request.url ?? '/', `http://${request.headers.host}`)
    try {
      if (pathname === '/connect') {
        const { url } = await connect.open(origin)
        reply.writeHead(303, { location: url }).end()
        return
      }
      const { connected } = await connect.connection()
      reply.writeHead(200, { 'content-type': 'text/html' })
      reply.end(connected ? 'Airbnb is connected.' : '<a href="/connect">Connect Airbnb</a>')
    } catch {
      reply.writeHead(503).end('Airbnb cannot be connected now.')
    }
  })
  app.listen(0, '127.0.0.1')
  await once(app, 'listening')
  const address = app.address()
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
  return { url, close: () => app.close() }
}
