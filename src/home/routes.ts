import type { FastifyPluginAsync, FastifyRequest } from 'fastify'
import { wantsHtml } from '../lib/headers.js'
import { icon } from '../pages/icon.js'
import { callbackPage } from './callback-page.js'
import type { HomeDeps } from './deps.js'
import { errorRoutes } from './error-routes.js'
import { linksUnder } from './links.js'
import { llmsText } from './llms.js'
import { openapiRoutes } from './openapi-routes.js'
import { homePage } from './page.js'
import { readRedirect } from './redirect-parameters.js'

/** Addresses for people who run the server (ours, except /docs/errors). None needs a key. */
export const homeRoutes: FastifyPluginAsync<HomeDeps> = async (app, deps) => {
  const { version, sender, publicUrl, controlEnabled, apiKeys, token } = deps
  const viewOf = (request: FastifyRequest) => ({
    version,
    root: publicUrl(request),
    sampleKey: apiKeys === null ? ('sk_test_demo' as const) : null,
    controlEnabled,
  })

  app.get('/', async (request, reply) => {
    const view = viewOf(request)
    reply.header('vary', 'Accept')
    if (wantsHtml(request.headers)) return sender.send(reply, homePage(view))
    return reply.send({ name: 'repull-mock', version, links: linksUnder(view.root, controlEnabled) })
  })

  app.get('/llms.txt', async (request, reply) =>
    reply
      .type('text/plain; charset=utf-8')
      .send(llmsText({ ...viewOf(request), needsToken: token !== null })),
  )

  app.get('/demo/callback', async (request, reply) =>
    sender.send(reply, callbackPage(viewOf(request), readRedirect(request.url))),
  )

  // Browsers ask for it beside JSON and YAML, which have no link to an icon.
  app.get('/favicon.ico', async (_request, reply) =>
    reply.type('image/svg+xml').header('cache-control', 'public, max-age=86400').send(icon.markup),
  )

  await errorRoutes(app, deps)
  await openapiRoutes(app, deps)
}
