import type { FastifyPluginAsync } from 'fastify'
import { fail } from '../errors/api-error.js'
import { errorCodes } from '../errors/catalogue.js'
import { describeError } from '../errors/describe.js'
import { pathParam } from '../http/request-path.js'
import { closestMatch } from '../lib/closest-match.js'
import { maskForResponse } from '../lib/masking.js'
import { errorIndexPage, errorPage } from '../pages/error-pages.js'
import { rootFrom } from '../pages/request.js'
import { providerSlugs } from '../providers/providers.js'
import type { HomeDeps } from './deps.js'

/** The pages about errors under /docs/errors (published addresses, our pages). */
export const errorRoutes: FastifyPluginAsync<HomeDeps> = async (app, deps) => {
  const { sender, publicUrl, controlEnabled } = deps

  app.get('/docs/errors', async (request, reply) => sender.send(reply, errorIndexPage(rootFrom(request.url))))

  app.get('/docs/errors/:code', async (request, reply) => {
    const given = pathParam(request, 'code') as string
    const code = errorCodes.find((one) => one === given) ?? unknownCode(given)
    const error = describeError(code, publicUrl(request), providerSlugs)
    return sender.send(reply, errorPage(error, rootFrom(request.url), controlEnabled))
  })
}

/** @throws {ApiError} `not_found`, always. */
function unknownCode(given: string): never {
  const meant = closestMatch(given, errorCodes)
  fail('not_found', {
    message: `There is no error ${maskForResponse(given)}.`,
    fix: 'Use a code exactly as an answer says it.',
    field: 'code',
    value_received: maskForResponse(given),
    ...(meant !== undefined && { did_you_mean: meant }),
  })
}
