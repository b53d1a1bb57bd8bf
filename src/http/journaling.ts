import type { FastifyReply, FastifyRequest } from 'fastify'
import { isCustomAnswer } from '../control/custom-answer.js'
import type { Journal } from '../control/journal.js'
import type { ApiError } from '../errors/api-error.js'
import { type MaybePromise, settle, then } from '../lib/maybe-promise.js'
import type { Workspace } from '../workspaces/workspace.js'
import type { Workspaces } from '../workspaces/workspaces.js'
import { type AcceptedKeys, bearerToken, isAccepted } from './auth.js'
import { contextOf, longestKeptBody, workspaceOrNull } from './context.js'
import { JournaledRequest } from './journaled-request.js'
import { policyOf } from './policy.js'
import type { ServerAddress } from './public-url.js'
import { isControl, isPageFile } from './request-path.js'

export interface JournalingDeps {
  readonly journal: Journal
  readonly workspaces: Workspaces
  readonly apiKeys: AcceptedKeys
  readonly address: ServerAddress
}

/** Writes every request into the journal of its workspace, before its answer leaves: a caller with the answer finds it there. */
export class Journaling {
  readonly #deps: JournalingDeps

  constructor(deps: JournalingDeps) {
    this.#deps = deps
  }

  /**
   * Records an answer before it leaves, and waits until whoever gets it finds the request in the journal. Preflights,
   * control calls and files of pages are left out.
   */
  record(request: FastifyRequest, reply: FastifyReply, payload: unknown): MaybePromise<void> {
    const { journal } = this.#deps
    if (request.method === 'OPTIONS' || isControl(request) || isPageFile(request)) return journal.settled()
    const record = (workspace: Workspace | null) => {
      try {
        const text = typeof payload === 'string' ? payload : null
        const { hasCallerLeft } = contextOf(request)
        if (hasCallerLeft) this.#record(workspace, request, reply, null, null)
        else this.#record(workspace, request, reply, reply.statusCode, text)
      } catch (err) {
        request.log.error({ err }, 'a request could not be journaled')
      }
      return journal.settled()
    }
    return then(this.#ownerOf(request), record)
  }

  /** Records a request whose connection is cut before there is an answer. */
  recordCut(request: FastifyRequest, reply: FastifyReply): void {
    this.#record(workspaceOrNull(request), request, reply, null, null)
  }

  /** Records a request whose address cannot be read, so that no route and no check has seen it. */
  async recordUnread(request: FastifyRequest, error: ApiError): Promise<void> {
    if (isControl(request)) return
    contextOf(request).failure = error
    const recorded = new JournaledRequest(request, null, error.statusCode, null, this.#deps.address)
    this.#keep(await this.workspaceOfKey(request), recorded)
    await this.#deps.journal.settled()
  }

  /** The workspace that the checks found; for a call that did not come so far, that of its key, if it has a good one. */
  #ownerOf(request: FastifyRequest): MaybePromise<Workspace | null> {
    const found = workspaceOrNull(request)
    if (found !== null || policyOf(request.routeOptions)?.access === 'session') return found
    return this.workspaceOfKey(request)
  }

  /** The workspace of a call that needs no key but brought a good one; null at once without one. */
  workspaceOfKey({ headers }: FastifyRequest): MaybePromise<Workspace | null> {
    const { authorization, 'x-api-key': apiKey } = headers
    const key = authorization === undefined ? apiKey : bearerToken(authorization)
    if (typeof key !== 'string' || !isAccepted(key, this.#deps.apiKeys)) return null
    return settle<Workspace, Workspace | null>(
      () => this.#deps.workspaces.ofKey(key),
      (workspace) => workspace,
      () => null,
    )
  }

  #record(
    workspace: Workspace | null,
    request: FastifyRequest,
    reply: FastifyReply,
    status: number | null,
    payload: string | null,
  ): void {
    const type = reply.getHeader('content-type')
    const isJson = typeof type === 'string' && type.startsWith('application/json')
    const { fault } = contextOf(request)
    const isShown = isJson || (fault !== null && isCustomAnswer(fault.respond))
    const isKept = isShown && payload !== null && payload.length <= longestKeptBody
    this.#keep(
      workspace,
      new JournaledRequest(request, reply, status, isKept ? flat(payload) : null, this.#deps.address),
    )
  }

  #keep(workspace: Workspace | null, request: JournaledRequest): void {
    const { journal, workspaces } = this.#deps
    const nowMs = (workspace?.clock ?? workspaces.defaultClock).now()
    journal.record(workspace?.id ?? null, nowMs, { type: 'request', request }, request.size)
  }
}

/**
 * The same text in one piece. One that was put together is a chain of its pieces, and takes some times the memory while it
 * is kept, until somebody looks at a character of it.
 */
function flat(text: string): string {
  text.charCodeAt(0)
  return text
}
