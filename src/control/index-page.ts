import type { FastifyPluginAsync, RouteOptions } from 'fastify'
import { declare } from '../http/policy.js'
import { pathTemplate } from '../lib/address.js'
import { type ControlCall, controlIndexPage } from '../pages/control-index-page.js'
import type { PageSender } from '../pages/page-sender.js'

export interface IndexDeps {
  readonly sender: PageSender
  /** The control calls, complete once all routes are declared. */
  readonly calls: readonly ControlCall[]
}

/** GET /_mock (ours): the list of control calls, for people. */
export const controlIndexRoutes: FastifyPluginAsync<IndexDeps> = async (app, { sender, calls }) => {
  app.get(
    '/_mock',
    {
      schema: {
        operationId: 'showMockIndex',
        tags: ['Control'],
        summary: 'Show the control calls as a page',
        response: {
          200: { description: 'A page.', content: { 'text/html': { schema: { type: 'string' } } } },
        },
      },
      config: declare({ access: 'control', errors: [], example: { answer: '<!doctype html>…' } }),
    },
    async (_request, reply) => sender.send(reply, controlIndexPage(calls)),
  )
}

/** A route as the index shows it. */
export function callOf({ method, url, schema }: RouteOptions): ControlCall {
  const { summary } = schema as { summary: string }
  return { method: String(method), path: pathTemplate(url), summary }
}
