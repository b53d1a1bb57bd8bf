import type { FastifyReply, FastifyRequest } from 'fastify'
import { closestMatch } from '../lib/closest-match.js'
import { maskForResponse } from '../lib/masking.js'
import { contextOf } from './context.js'

const header = 'x-repull-mock-warning'
/** Further warnings are left out. */
export const mostWarnings = 5
const longestHeader = 200
const longestName = 60

/** Warns the caller of what was ignored, in a header, in the log line and in the journal: a misspelt field would look right (ours). */
export function warn(request: FastifyRequest, reply: FastifyReply, warnings: readonly string[]): void {
  const before = reply.getHeader(header)
  const all = [...(typeof before === 'string' ? [before] : []), ...warnings.slice(0, mostWarnings)]
  const text = all.reduce((sum, next) =>
    sum.length + next.length + 2 > longestHeader ? sum : `${sum}, ${next}`,
  )
  reply.header(header, text)
  const context = contextOf(request)
  context.warnings = [...context.warnings, ...warnings.slice(0, mostWarnings)]
}

/** @example unknownFieldWarning('redirect_url', ['redirectUrl']) // 'unknown field redirect_url; did you mean redirectUrl?' */
export function unknownFieldWarning(name: string, known: readonly string[], within = ''): string {
  const meant = closestMatch(name, known)
  return `unknown field ${within}${encoded(name)}${meant === undefined ? '' : `; did you mean ${meant}?`}`
}

/** A text from outside as a header may hold it, cut between two characters and never within an escape. */
export function encoded(name: string): string {
  let text = ''
  for (const character of maskForResponse(name)) {
    const next = encodeURIComponent(character)
    if (text.length + next.length > longestName) return `${text}...`
    text += next
  }
  return text
}
