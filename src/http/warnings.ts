import type { FastifyReply, FastifyRequest } from 'fastify'
import { closestMatch } from '../lib/closest-match.js'
import { maskForResponse } from '../lib/masking.js'
import { addWarnings } from './context.js'

const header = 'x-repull-mock-warning'
/** Of more fields that are ignored, nobody is told. */
export const mostWarnings = 5
const longestHeader = 200
const longestName = 60

/**
 * Tells the caller of what was ignored, in a header, in the request's log line and in the journal, because silence would
 * make a misspelt field look right (ours).
 */
export function warn(request: FastifyRequest, reply: FastifyReply, warnings: readonly string[]): void {
  const before = reply.getHeader(header)
  const all = [...(typeof before === 'string' ? [before] : []), ...warnings.slice(0, mostWarnings)]
  const text = all.reduce((sum, next) =>
    sum.length + next.length + 2 > longestHeader ? sum : `${sum}, ${next}`,
  )
  reply.header(header, text)
  addWarnings(request, warnings.slice(0, mostWarnings))
}

/** @example unknownFieldWarning('redirect_url', ['redirectUrl']) // 'unknown field redirect_url; did you mean redirectUrl?' */
export function unknownFieldWarning(name: string, known: readonly string[], within = ''): string {
  const meant = closestMatch(name, known)
  return `unknown field ${within}${encoded(name)}${meant === undefined ? '' : `; did you mean ${meant}?`}`
}

/** A text from outside as a header may hold it, cut between two characters and never within an escape. */
export function encoded(name: string): string {
  let text = ''
  for (const sign of maskForResponse(name)) {
    const next = encodeURIComponent(sign)
    if (text.length + next.length > longestName) return `${text}...`
    text += next
  }
  return text
}
