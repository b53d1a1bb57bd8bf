import type { FastifyReply, FastifyRequest } from 'fastify'
import { isBug, toApiError } from '../http/error-handler.js'
import { forgotVersion } from '../http/not-found.js'
import { ownVersion } from '../http/policy.js'
import { pathOf } from '../http/request-path.js'
import { isSessionId } from '../lib/ids.js'
import { providerOf } from '../providers/lookup.js'
import { isOpen, type Session } from '../sessions/model.js'
import { returnUrl } from '../sessions/present.js'
import type { SessionContext, SessionService } from '../sessions/service.js'
import { type AskingApp, type AskingAppSettings, askingAppFor } from './asking-app.js'
import { unknownErrorPage } from './error-pages.js'
import { type Content, contentSecurityPolicy, type Frame, page, type SandboxBar } from './layout.js'
import { problemPage } from './outcome-pages.js'
import { addressFrom, queryValue, rootFrom, timeAddressFrom } from './request.js'
import { type Texts, textsFor, textsOf } from './texts.js'
import { timeKey } from './time-stream.js'

export interface PageSenderOptions {
  readonly sessions: SessionService
  /** A fresh secret string. */
  readonly nonce: () => string
  readonly controlEnabled: boolean
  /** What the settings say of the asking app. */
  readonly app: AskingAppSettings
}

/** Sends pages, and turns errors on their addresses into pages. */
export class PageSender {
  readonly #options: PageSenderOptions

  constructor(options: PageSenderOptions) {
    this.#options = options
  }

  /**
   * Whether a request is for a page, which is always HTML: a hosted one, the API reference, or one for developers.
   * Its path is without the base path, and as the router reads it.
   */
  isPage(request: FastifyRequest): boolean {
    return (
      /^\/(?:(?:connect|docs\/errors|demo\/callback)(?:[/#]|$)|docs(?:#|$))/.test(pathOf(request)) &&
      !forgotVersion(request)
    )
  }

  /** The texts of a hosted page: in the language of the session, else in that of the browser, else in English. */
  textsFor({ headers }: FastifyRequest, session: Pick<Session, 'locale'> | null): Texts {
    return session?.locale ? textsOf(session.locale) : textsFor(headers['accept-language'])
  }

  /** The asking app, as pages in the language of the texts name it. */
  askingAppFor(texts: Texts): AskingApp {
    return askingAppFor(texts, this.#options.app)
  }

  /** Sends a hosted page; `context` is the session that it is about, as it is now. */
  sendHosted(reply: FastifyReply, content: Content, context: SessionContext | null): FastifyReply {
    const texts = this.textsFor(reply.request, context?.session ?? null)
    const sandboxBar = context && this.#sandboxBar(context, reply.request.url, content.flow)
    reply.header('vary', 'Accept-Language')
    return this.#send(
      reply,
      content,
      { texts, app: this.askingAppFor(texts), sandboxBar },
      context?.session.redirectUrl ?? null,
    )
  }

  /** Sends a page for developers, which is wide and in English. */
  send(reply: FastifyReply, content: Content): FastifyReply {
    return this.#send(
      reply,
      { ...content, isWide: true },
      { texts: textsOf('en'), app: null, sandboxBar: null },
      null,
    )
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
        'content-security-policy': contentSecurityPolicy(nonce, redirectUrl),
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
      })
      .send(page({ ...frame, nonce }, content))
  }

  /** Answers an error as a page, with the status that it has in pages. */
  async answer(thrown: unknown, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const error = toApiError(thrown).in(ownVersion)
    if (isBug(error, thrown)) request.log.error({ err: thrown }, 'a page failed by a bug of the mock')
    reply.code(error.statusCode).headers(error.headers)
    if (/^\/(?:docs|demo)(?:\/|$)/.test(pathOf(request))) {
      return this.send(reply, unknownErrorPage(error, rootFrom(request.url)))
    }
    const context = await this.#currentSession(request)
    const texts = this.textsFor(request, context?.session ?? null)
    const view = {
      error,
      requestId: request.id,
      provider: context?.session.provider ? providerOf(context.session.provider) : null,
      returnUrl: context && returnUrl(context.session, context.workspace.clock.now()),
      againUrl: context && isStillOpen(context) ? addressFrom(request.url, context.session) : null,
    }
    return this.sendHosted(reply, problemPage({ texts, app: this.askingAppFor(texts) }, view), context)
  }

  /** The session of the address as it is now: it may have changed since the request found it. */
  async #currentSession(request: FastifyRequest): Promise<SessionContext | null> {
    const id = queryValue(request, 'session')
    if (!isSessionId(id)) return null
    try {
      return await this.#options.sessions.find(id, 'session')
    } catch {
      return null
    }
  }

  #sandboxBar(context: SessionContext, from: string, flow: Content['flow']): SandboxBar | null {
    if (!isStillOpen(context)) return null
    const { session, workspace } = context
    const to = (auto: string) => addressFrom(from, session, { auto, ...(flow && { flow }), show: 'done' })
    return {
      leftMs: session.expiresAt - workspace.clock.now(),
      isFrozen: workspace.clock.read().frozen,
      // Where nobody can change the clock there is nothing to follow.
      follow: this.#options.controlEnabled ? timeAddressFrom(from, session, timeKey(context)) : null,
      links: this.#options.controlEnabled
        ? { approve: to('approve'), deny: to('deny'), expire: to('expire') }
        : null,
    }
  }
}

function isStillOpen({ session, workspace }: SessionContext): boolean {
  return isOpen(session, workspace.clock.now())
}
