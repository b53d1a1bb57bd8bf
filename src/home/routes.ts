import type { FastifyPluginAsync } from 'fastify'
import { wantsHtml } from '../lib/headers.js'
import { icon } from '../pages/icon.js'
import type { HomeDeps } from './deps.js'
import { errorRoutes } from './error-routes.js'
import { linksUnder } from './links.js'
import { openapiRoutes } from './openapi-routes.js'
import { homePage } from './page.js'

/** Addresses for people who run the server (ours, except /docs/errors). None needs a key. */
export const homeRoutes: FastifyPluginAsync<HomeDeps> = async (app, deps) => {
  const { version, sender, publicUrl, controlEnabled } = deps

  app.get('/', async (request, reply) => {
    const links = linksUnder(publicUrl(request), controlEnabled)
    reply.header('vary', 'Accept')
    if (wantsHtml(request.headers)) return sender.send(reply, homePage(version, links))
    return reply.send({ name: 'repull-mock', version, links })
  })

  // Browsers ask for it beside JSON and YAML, which have no link to an icon.
  app.get('/favicon.ico', async (_request, reply) =>
    reply.type('image/svg+xml').header('cache-control', 'public, max-age=86400').send(icon.markup),
  )

  await errorRoutes(app, deps)
  await openapiRoutes(app, {})
}
