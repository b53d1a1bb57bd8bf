import type { FastifyRequest } from 'fastify'
import type { Provider, ProviderSlug } from '../../connect/providers.js'
import type { BoundSession } from '../../connect/session.js'
import type { HeldSession } from '../../connect/session-service.js'
import { fail } from '../../errors/api-error.js'
import { showable } from '../../errors/showable.js'
import type { FormContext } from '../../pages/form.js'

/** A host on a page of a session for one provider. */
export interface Visit {
  readonly held: HeldSession & { readonly session: BoundSession }
  readonly provider: Provider & { readonly id: ProviderSlug }
  /** The step that the address names; null when it names none. */
  readonly step: string | null
  /** The fields that were posted; none when the page is only looked at. */
  readonly form: Form
  readonly context: FormContext
}

/** Texts by the names of their fields. */
export type Form = ReadonlyMap<string, string>

const idForm = /^cs_[0-9A-HJKMNP-TV-Z]{26}$/

/**
 * The id of the session that a page's address names.
 *
 * @throws {ApiError} `invalid_params` when it names none, or something else.
 */
export function sessionIdOf(request: FastifyRequest): string {
  const id = queryValue(request, 'session')
  if (typeof id === 'string' && idForm.test(id)) return id
  fail('invalid_params', {
    message: id === undefined ? 'The link names no session.' : 'The link names a session that can not exist.',
    fix: 'Open the url of a Connect session as it is.',
    field: 'session',
    ...(typeof id === 'string' && { value_received: showable(id) }),
  })
}

/** A value of the query: a text, several when the name stands there more than once, undefined when it does not. */
export function queryValue(request: FastifyRequest, name: string): unknown {
  return (request.query as Record<string, unknown>)[name]
}

/** A value of the query that is one text; null when it is not. */
export function queryText(request: FastifyRequest, name: string): string | null {
  const value = queryValue(request, name)
  return typeof value === 'string' ? value : null
}

/** The fields of a posted form; one that came more than once is left out. */
export function formOf(request: FastifyRequest): Form {
  const fields = Object.entries((request.body as Record<string, unknown> | undefined) ?? {})
  return new Map(fields.filter((pair): pair is [string, string] => typeof pair[1] === 'string'))
}

/** An address of the same page, relative to it. */
export function stepUrl(
  sessionId: string,
  step: string | null,
  more: Readonly<Record<string, string>> = {},
): string {
  return `?${new URLSearchParams({ session: sessionId, ...(step !== null && { step }), ...more })}`
}
