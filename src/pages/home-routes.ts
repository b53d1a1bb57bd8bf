import type { FastifyPluginAsync } from 'fastify'
import type { PublicUrl } from '../http/public-url.js'
import { wantsHtml } from '../lib/headers.js'
import { type HomeLinks, homePage } from './home-page.js'
import type { PageSender } from './page-sender.js'

export interface HomeDeps {
  readonly version: string
  readonly sender: PageSender
  readonly publicUrl: PublicUrl
  /** Whether testers may steer. */
  readonly controlEnabled: boolean
}

/** GET / (ours): what this server is and where its parts are, so that whoever waits for the root finds it. */
export const homeRoutes: FastifyPluginAsync<HomeDeps> = async (app, deps) => {
  const { version, sender, publicUrl, controlEnabled } = deps

  app.get('/', async (request, reply) => {
    const links = linksUnder(publicUrl(request), controlEnabled)
    reply.header('vary', 'Accept')
    if (wantsHtml(request.headers)) return sender.send(reply, homePage(version, links))
    return reply.send({ name: 'repull-mock', version, links })
  })

  // Browsers ask for it beside answers that are no pages of ours.
  app.get('/favicon.ico', async (_request, reply) =>
    reply.code(204).header('cache-control', 'public, max-age=86400').send(),
  )
}

function linksUnder(root: string, controlEnabled: boolean): HomeLinks {
  return {
    api: `${root}/v1`,
    health: `${root}/v1/health`,
    openapi: `${root}/openapi.json`,
    errors: `${root}/docs/errors`,
    ...(controlEnabled && { control: `${root}/_mock` }),
  }
}
