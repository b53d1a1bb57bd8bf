import type { FastifyReply, FastifyRequest } from 'fastify'
import type { HeldSession } from '../../connect/held-session.js'
import { providerOf } from '../../connect/provider-lookup.js'
import { returnUrl } from '../../connect/redirect.js'
import { isOpen } from '../../connect/session.js'
import type { SessionService } from '../../connect/session-service.js'
import { catalogued, isBug } from '../../http/error-handler.js'
import { isSessionId } from '../../ids.js'
import { unknownErrorPage } from '../../pages/error-pages.js'
import { type Content, page } from '../../pages/layout.js'
import { contentSecurityPolicy } from '../../pages/policy.js'
import { problemPage } from '../../pages/problem-page.js'
import type { Strip } from '../../pages/strip.js'
import { textsOf } from '../../pages/texts.js'
import { addressFrom, rootFrom } from './address.js'
import { queryValue } from './query.js'

export interface PageSenderOptions {
  readonly sessions: SessionService
  /** A fresh secret text. */
  readonly nonce: () => string
  /** Whether testers may end a session at once. */
  readonly isSteered: boolean
}

/** Sends hosted pages, and turns errors on their addresses into pages. */
export class PageSender {
  readonly #options: PageSenderOptions

  constructor(options: PageSenderOptions) {
    this.#options = options
  }

  /** Whether an address is one of pages, which are always HTML: hosted ones, and those about errors. The base path must be off already. */
  isPage(url: string): boolean {
    return /^\/(?:connect|docs\/errors)(?:[/?#]|$)/.test(url)
  }

  /** Sends a page; `held` is the session that it is about, as it is now. */
  send(reply: FastifyReply, content: Content, held: HeldSession | null): FastifyReply {
    const nonce = this.#options.nonce()
    const strip = held && this.#strip(held, reply.request.url)
    const frame = { texts: textsOf(held?.session.locale ?? null), nonce, strip }
    return reply
      .headers({
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': contentSecurityPolicy({
          nonce,
          redirectUrl: held?.session.redirectUrl ?? null,
        }),
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
      })
      .send(page(frame, content))
  }

  /**
   * Answers an error as a page, with the status that the API gives it. A request whose address can't be read is about no
   * session.
   */
  async answer(thrown: unknown, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const error = catalogued(thrown)
    if (isBug(error, thrown)) request.log.error({ err: thrown }, 'a page failed by a bug of the mock')
    reply.code(error.statusCode).headers(error.headers)
    if (request.url.startsWith('/docs')) {
      return this.send(reply, unknownErrorPage(error, rootFrom(request.url)), null)
    }
    const held = await this.#heldNow(request)
    const content = problemPage(textsOf(held?.session.locale ?? null), {
      error,
      requestId: request.id,
      provider: held?.session.provider ? providerOf(held.session.provider) : null,
      returnUrl: held && returnUrl(held.session, held.workspace.clock.now()),
      againUrl: held && isStillOpen(held) ? addressFrom(request.url, held.session) : null,
    })
    return this.send(reply, content, held)
  }

  /** The session of the address as it is now: what the request found of it may have changed since. */
  async #heldNow(request: FastifyRequest): Promise<HeldSession | null> {
    const id = queryValue(request, 'session')
    return isSessionId(id) ? this.#options.sessions.find(id, 'session').catch(() => null) : null
  }

  #strip(held: HeldSession, from: string): Strip | null {
    if (!isStillOpen(held)) return null
    const { session, workspace } = held
    const to = (auto: string) => addressFrom(from, session, { auto, show: 'done' })
    return {
      leftMs: session.expiresAt - workspace.clock.now(),
      isFrozen: workspace.clock.read().frozen,
      ways: this.#options.isSteered
        ? { approve: to('approve'), deny: to('deny'), expire: to('expire') }
        : null,
    }
  }
}

function isStillOpen({ session, workspace }: HeldSession): boolean {
  return isOpen(session, workspace.clock.now())
}
