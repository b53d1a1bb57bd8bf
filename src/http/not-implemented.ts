import type { FastifyPluginAsync, FastifyRequest, HTTPMethods } from 'fastify'
import { fail } from '../errors/api-error.js'
import type { Operation, Operations } from './operations.js'
import { declare } from './policy.js'

type Call = Pick<FastifyRequest, 'method' | 'url'>

const methods: HTTPMethods[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']

/**
 * Every other operation that Repull publishes: 501 for a caller with a good key, and the nearest operation that there
 * is. One route stands for all of them, because a hundred more would make the server start late. Must be
 * registered behind the routes that this server has.
 */
export const notImplementedRoutes: FastifyPluginAsync<{ operations: Operations }> = async (
  app,
  { operations },
) => {
  const lackingOf = ({ method, url }: Call) => operations.lacking(method, url.split('?', 1)[0] as string)
  const isThere = (call: Call) => lackingOf(call) !== undefined
  const refuse = (call: Call) => {
    const lacking = lackingOf(call) as Operation
    return refuseWith(lacking, operations.nearestTo(lacking))
  }
  app.route({
    method: methods,
    url: '/v1/*',
    config: declare({
      access: 'key',
      isThere,
      refuse,
      errors: ['not_implemented'],
      example: { answer: undefined },
    }),
    handler: refuse,
  })
}

function refuseWith({ method, path }: Operation, nearest: Operation): never {
  fail('not_implemented', {
    message: `Repull publishes ${method} ${path}, but this mock does not have it.`,
    fix: `The nearest operation that the mock has is ${nearest.method} ${nearest.path}; /openapi.json lists them all.`,
  })
}
