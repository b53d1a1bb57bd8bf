import type { FastifyRequest } from 'fastify'
import { fail } from '../errors/api-error.js'
import { maskForResponse } from '../lib/masking.js'

/** Texts by the names of their fields. */
export type Form = ReadonlyMap<string, string>

/**
 * The fields of a posted form.
 *
 * @throws {ApiError} `invalid_body` for a field that is there more than once.
 */
export function formOf(request: FastifyRequest): Form {
  const form = new Map<string, string>()
  for (const [name, value] of Object.entries((request.body as Posted | undefined) ?? {})) {
    if (typeof value !== 'string') refuseTwice(name)
    form.set(name, value)
  }
  return form
}

type Posted = Readonly<Record<string, string | readonly string[]>>

function refuseTwice(name: string): never {
  fail('invalid_body', {
    message: `The form has the field ${maskForResponse(name)} more than once.`,
    fix: 'Post the form of the page itself, each field once.',
    field: maskForResponse(name),
  })
}

/** @throws {ApiError} `invalid_body` for a form that no button of the page has sent. */
export function refuseDecision(known: readonly string[]): never {
  fail('invalid_body', {
    message: 'decision is none that this page has.',
    fix: 'Press a button of the page.',
    field: 'decision',
    valid_values: known,
  })
}

/** @throws {ApiError} `invalid_body`, always: a page takes forms as browsers send them. */
export function refuseContentType(): never {
  fail('invalid_body', {
    message: 'The body is not a form of a page.',
    fix: 'Post the form of the page itself, as application/x-www-form-urlencoded.',
    field: 'Content-Type',
  })
}
