import type { FastifyPluginAsync } from 'fastify'
import { fail } from '../errors/api-error.js'
import { errorCodes } from '../errors/catalogue.js'
import { describeError } from '../errors/describe.js'
import { pathParam } from '../http/policy.js'
import type { PublicUrl } from '../http/public-url.js'
import { closestMatch } from '../lib/closest-match.js'
import { maskForResponse } from '../lib/masking.js'
import { rootFrom } from './address.js'
import { errorIndexPage, errorPage } from './error-pages.js'
import type { PageSender } from './page-sender.js'

export interface ErrorPagesDeps {
  readonly sender: PageSender
  readonly publicUrl: PublicUrl
  /** Whether testers may steer. */
  readonly controlEnabled: boolean
}

/** GET /docs/errors and /docs/errors/{code} (published at repull.dev): what each error means, for those who are offline. */
export const errorPagesRoutes: FastifyPluginAsync<ErrorPagesDeps> = async (app, deps) => {
  const { sender, publicUrl, controlEnabled } = deps

  app.get('/docs/errors', async (request, reply) => sender.send(reply, errorIndexPage(rootFrom(request.url))))

  app.get('/docs/errors/:code', async (request, reply) => {
    const given = pathParam(request, 'code') as string
    const code = errorCodes.find((one) => one === given) ?? refuseCode(given)
    const error = describeError(code, publicUrl(request))
    return sender.send(reply, errorPage(error, rootFrom(request.url), controlEnabled))
  })
}

function refuseCode(given: string): never {
  const meant = closestMatch(given, errorCodes)
  fail('not_found', {
    message: `There is no error ${maskForResponse(given)}.`,
    fix: 'Use a code exactly as an answer says it.',
    field: 'code',
    value_received: maskForResponse(given),
    ...(meant !== undefined && { did_you_mean: meant }),
  })
}
