import type { FastifyPluginAsync, HTTPMethods } from 'fastify'
import { fail } from '../errors/api-error.js'
import { declare } from '../http/policy.js'
import type { Operation, Operations } from './operations.js'
import { otherOperations } from './other-operations.js'

/**
 * Every other operation that Repull publishes: 501 for a caller with a good key, and the nearest operation that there
 * is. Must be registered behind the routes that this server has.
 */
export const notImplementedRoutes: FastifyPluginAsync<{ operations: Operations }> = async (
  app,
  { operations },
) => {
  for (const operation of otherOperations.map(parse).filter((one) => !operations.has(one))) {
    const refuse = () => refuseWith(operation, operations.nearestTo(operation))
    app.route({
      method: operation.method as HTTPMethods,
      url: operation.path.replace(/\{(\w+)\}/g, ':$1'),
      schema: { hide: true },
      config: declare({ access: 'key', refuse, errors: ['not_implemented'], example: { answer: undefined } }),
      handler: refuse,
    })
  }
}

function parse(text: string): Operation {
  const [method, path] = text.split(' ') as [string, string]
  return { method, path }
}

function refuseWith({ method, path }: Operation, nearest: Operation): never {
  fail('not_implemented', {
    message: `Repull publishes ${method} ${path}, but this mock does not have it.`,
    fix: `The nearest operation that the mock has is ${nearest.method} ${nearest.path}; /openapi.json lists them all.`,
  })
}
