import type { FastifyReply, FastifyRequest } from 'fastify'
import { providerOf } from '../../connect/provider-lookup.js'
import { returnUrl } from '../../connect/redirect.js'
import { isExpired, isTerminal, type Session } from '../../connect/session.js'
import type { HeldSession, SessionService } from '../../connect/session-service.js'
import { catalogued } from '../../http/error-handler.js'
import { type Content, page } from '../../pages/layout.js'
import { contentSecurityPolicy } from '../../pages/policy.js'
import { problemPage } from '../../pages/problem-page.js'
import { textsOf } from '../../pages/texts.js'
import { stepUrl } from './visit.js'

export interface PageSenderOptions {
  readonly sessions: SessionService
  /** A fresh secret text. */
  readonly nonce: () => string
  readonly publicUrl: string | null
  /** Whether testers may end a session at once. */
  readonly isSteered: boolean
}

/** Sends hosted pages, and turns errors on their addresses into pages. */
export class PageSender {
  readonly #options: PageSenderOptions

  constructor(options: PageSenderOptions) {
    this.#options = options
  }

  /** Whether an address is one of hosted pages, which are always HTML. The base path must be off already. */
  isPage(url: string): boolean {
    return /^\/connect(?:[/?#]|$)/.test(url)
  }

  /** Sends a page; `held` is the session that it is about, as it is now. */
  send(reply: FastifyReply, content: Content, held: HeldSession | null): FastifyReply {
    const { publicUrl } = this.#options
    const nonce = this.#options.nonce()
    const frame = { texts: textsOf(held?.session.locale ?? null), nonce, strip: held && this.#strip(held) }
    return reply
      .headers({
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': contentSecurityPolicy({
          nonce,
          redirectUrl: held?.session.redirectUrl ?? null,
          publicUrl,
        }),
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
      })
      .send(page(frame, content))
  }

  /** Answers an error as a page, with the status that the API gives it; `session` is the one that was found. */
  async answer(
    thrown: unknown,
    request: FastifyRequest,
    reply: FastifyReply,
    session: Session | null,
  ): Promise<FastifyReply> {
    const error = catalogued(thrown)
    if (error.code === 'internal_error')
      request.log.error({ err: thrown }, 'a page failed by a bug of the mock')
    const held = await this.#heldNow(session)
    const content = problemPage(textsOf(held?.session.locale ?? null), {
      error,
      requestId: request.id,
      provider: held?.session.provider ? providerOf(held.session.provider) : null,
      returnUrl: held && returnUrl(held.session, held.workspace.clock.now()),
      againUrl: held && isOpen(held) ? stepUrl(held.session.id, null) : null,
    })
    return this.send(reply.code(error.statusCode).headers(error.headers), content, held)
  }

  /** What the session has become since the request found it: a race may have been lost. */
  async #heldNow(before: Session | null): Promise<HeldSession | null> {
    return before && this.#options.sessions.find(before.id, 'session').catch(() => null)
  }

  #strip(held: HeldSession) {
    if (!isOpen(held)) return null
    const { session, workspace } = held
    const to = (auto: string) => stepUrl(session.id, null, { auto, show: 'done' })
    return {
      leftMs: session.expiresAt - workspace.clock.now(),
      ways: this.#options.isSteered
        ? { approve: to('approve'), deny: to('deny'), expire: to('expire') }
        : null,
    }
  }
}

function isOpen({ session, workspace }: HeldSession): boolean {
  return !isTerminal(session) && !isExpired(session, workspace.clock.now())
}
