import type { FastifyReply, FastifyRequest } from 'fastify'
import { isBug, toApiError } from '../http/error-handler.js'
import { forgotVersion } from '../http/forgotten-version.js'
import { isSessionId } from '../lib/ids.js'
import { providerOf } from '../providers/lookup.js'
import { isOpen, type Session } from '../sessions/model.js'
import { returnUrl } from '../sessions/present.js'
import type { SessionContext, SessionService } from '../sessions/service.js'
import { addressFrom, rootFrom } from './address.js'
import { contentSecurityPolicy } from './content-policy.js'
import { unknownErrorPage } from './error-pages.js'
import { browserLocale } from './language.js'
import { type Content, type Frame, page } from './layout.js'
import { problemPage } from './problem-page.js'
import { queryValue } from './query.js'
import type { SandboxBar } from './sandbox-bar.js'
import { type Texts, textsOf } from './texts.js'

export interface PageSenderOptions {
  readonly sessions: SessionService
  /** A fresh secret text. */
  readonly nonce: () => string
  /** Whether testers may end a session at once. */
  readonly controlEnabled: boolean
}

/** Sends hosted pages, and turns errors on their addresses into pages. */
export class PageSender {
  readonly #options: PageSenderOptions

  constructor(options: PageSenderOptions) {
    this.#options = options
  }

  /** Whether a request is for a page, which is always HTML: a hosted one, or one about errors. The base path must be off already. */
  isPage(request: FastifyRequest): boolean {
    return /^\/(?:connect|docs\/errors)(?:[/?#]|$)/.test(request.url) && !forgotVersion(request)
  }

  /** The texts of a hosted page: in the language of the session, else in that of the browser, else in English. */
  textsFor({ headers }: FastifyRequest, session: Pick<Session, 'locale'> | null): Texts {
    return textsOf(session?.locale ?? browserLocale(headers))
  }

  /** Sends a hosted page; `held` is the session that it is about, as it is now. */
  sendHosted(reply: FastifyReply, content: Content, held: SessionContext | null): FastifyReply {
    const { request } = reply
    const strip = held && this.#strip(held, request.url)
    const texts = this.textsFor(request, held?.session ?? null)
    reply.header('vary', 'Accept-Language')
    return this.#send(reply, content, { texts, strip }, held?.session.redirectUrl ?? null)
  }

  /** Sends a page for developers, which is in English. */
  send(reply: FastifyReply, content: Content): FastifyReply {
    return this.#send(reply, content, { texts: textsOf('en'), strip: null }, null)
  }

  #send(
    reply: FastifyReply,
    content: Content,
    frame: Omit<Frame, 'nonce'>,
    redirectUrl: string | null,
  ): FastifyReply {
    const nonce = this.#options.nonce()
    return reply
      .headers({
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': contentSecurityPolicy({ nonce, redirectUrl }),
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
      })
      .send(page({ ...frame, nonce }, content))
  }

  /**
   * Answers an error as a page, with the status that the API gives it. A request whose address can't be read is about no
   * session.
   */
  async answer(thrown: unknown, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const error = toApiError(thrown)
    if (isBug(error, thrown)) request.log.error({ err: thrown }, 'a page failed by a bug of the mock')
    reply.code(error.statusCode).headers(error.headers)
    if (request.url.startsWith('/docs')) {
      return this.send(reply, unknownErrorPage(error, rootFrom(request.url)))
    }
    const held = await this.#heldNow(request)
    const content = problemPage(this.textsFor(request, held?.session ?? null), {
      error,
      requestId: request.id,
      provider: held?.session.provider ? providerOf(held.session.provider) : null,
      returnUrl: held && returnUrl(held.session, held.workspace.clock.now()),
      againUrl: held && isStillOpen(held) ? addressFrom(request.url, held.session) : null,
    })
    return this.sendHosted(reply, content, held)
  }

  /** The session of the address as it is now: what the request found of it may have changed since. */
  async #heldNow(request: FastifyRequest): Promise<SessionContext | null> {
    const id = queryValue(request, 'session')
    return isSessionId(id) ? this.#options.sessions.find(id, 'session').catch(() => null) : null
  }

  #strip(held: SessionContext, from: string): SandboxBar | null {
    if (!isStillOpen(held)) return null
    const { session, workspace } = held
    const to = (auto: string) => addressFrom(from, session, { auto, show: 'done' })
    return {
      leftMs: session.expiresAt - workspace.clock.now(),
      isFrozen: workspace.clock.read().frozen,
      ways: this.#options.controlEnabled
        ? { approve: to('approve'), deny: to('deny'), expire: to('expire') }
        : null,
    }
  }
}

function isStillOpen({ session, workspace }: SessionContext): boolean {
  return isOpen(session, workspace.clock.now())
}
