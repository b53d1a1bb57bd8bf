import type { FastifyPluginAsync } from 'fastify'
import { type Assets, assetRoutes } from './assets.js'
import { filesPolicy, referenceDocument } from './reference-document.js'
import { rootFrom } from './request.js'

export interface ReferenceDeps {
  readonly version: string
  /** Whether the server takes only the keys of its settings. */
  readonly hasOwnKeys: boolean
  /** A fresh secret string. */
  readonly nonce: () => string
  readonly assets: Assets
}

/** The API reference (ours): openapi.json to read and to try, and the files of pages. */
export const referenceRoutes: FastifyPluginAsync<ReferenceDeps> = async (app, deps) => {
  app.get('/docs', async (request, reply) => {
    const nonce = deps.nonce()
    const files = await deps.assets.of('reference')
    return reply
      .headers({
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': filesPolicy(nonce),
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
      })
      .send(referenceDocument({ ...deps, files, nonce, root: `${rootFrom(request.url)}./` }))
  })

  await assetRoutes(app, deps)
}
