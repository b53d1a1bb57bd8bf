import { readSettings } from '../../src/cli/settings.js'
import { type Policy, policyOf } from '../../src/http/policy.js'
import { pathTemplate } from '../../src/lib/address.js'
import { createApp } from '../../src/server.js'

/** A route of the server. */
export interface Route {
  /** `GET /v1/connect/{provider}`, as openapi.yaml spells it. */
  readonly spelling: string
  /** Pages and descriptions have none. */
  readonly policy: Policy | undefined
  readonly summary: string
}

/** Every route of the server, but for HEAD, preflights and the one that stands for all operations that are not here. */
export async function readRoutes(): Promise<readonly Route[]> {
  const routes: Route[] = []
  const app = await createApp(readSettings({ LOG_LEVEL: 'silent' }), process.stderr, {
    observer: (app) => {
      app.addHook('onRoute', (route) => {
        const { method, url, schema } = route
        const policy = policyOf(route)
        if (method === 'HEAD' || method === 'OPTIONS' || policy?.refuse) return
        const { summary = '' } = (schema ?? {}) as { summary?: string }
        routes.push({ spelling: `${method} ${pathTemplate(url)}`, policy, summary })
      })
      return undefined
    },
  })
  await app.ready()
  await app.close()
  return routes
}
