import type { FastifyPluginAsync } from 'fastify'
import { describeError } from '../docs/error-description.js'
import { fail } from '../errors/api-error.js'
import { errorCodes } from '../errors/catalogue.js'
import { nearest } from '../errors/nearest.js'
import { showable } from '../errors/showable.js'
import { pathParam } from '../http/policy.js'
import type { PublicUrl } from '../http/public-url.js'
import { errorIndexPage, errorPage } from '../pages/error-pages.js'
import { rootFrom } from './hosted/address.js'
import type { PageSender } from './hosted/page-sender.js'

export interface ErrorPagesDeps {
  readonly sender: PageSender
  readonly publicUrl: PublicUrl
  /** Whether testers may steer. */
  readonly isSteered: boolean
}

/** GET /docs/errors and /docs/errors/{code} (published at repull.dev): what each error means, for those who are offline. */
export const errorPagesRoutes: FastifyPluginAsync<ErrorPagesDeps> = async (app, deps) => {
  const { sender, publicUrl, isSteered } = deps

  app.get('/docs/errors', async (request, reply) => sender.send(reply, errorIndexPage(rootFrom(request.url))))

  app.get('/docs/errors/:code', async (request, reply) => {
    const given = pathParam(request, 'code') as string
    const code = errorCodes.find((one) => one === given) ?? refuseCode(given)
    const error = describeError(code, publicUrl(request))
    return sender.send(reply, errorPage(error, rootFrom(request.url), isSteered))
  })
}

function refuseCode(given: string): never {
  const meant = nearest(given, errorCodes)
  fail('not_found', {
    message: `There is no error ${showable(given)}.`,
    fix: 'Use a code exactly as an answer says it.',
    field: 'code',
    value_received: showable(given),
    ...(meant !== undefined && { did_you_mean: meant }),
  })
}
