import type { FastifyReply, FastifyRequest } from 'fastify'
import { nearest } from '../errors/nearest.js'

const header = 'x-repull-mock-warning'
const mostWarnings = 5
const longestHeader = 200

/**
 * Tells the caller of what was ignored, in a header and in the log, because silence would make a misspelt field look
 * right (ours).
 */
export function warn(request: FastifyRequest, reply: FastifyReply, warnings: readonly string[]): void {
  const before = reply.getHeader(header)
  const all = [...(typeof before === 'string' ? [before] : []), ...warnings.slice(0, mostWarnings)]
  const text = all.reduce((sum, next) =>
    sum.length + next.length + 2 > longestHeader ? sum : `${sum}, ${next}`,
  )
  reply.header(header, text.slice(0, longestHeader))
  request.log.warn({ warnings: text }, 'part of the request was ignored')
}

/** @example unknownFieldWarning('redirect_url', ['redirectUrl']) // 'unknown field redirect_url; did you mean redirectUrl?' */
export function unknownFieldWarning(name: string, known: readonly string[]): string {
  const meant = nearest(name, known)
  const shown = encodeURIComponent(name.slice(0, 60).toWellFormed())
  return `unknown field ${shown}${meant === undefined ? '' : `; did you mean ${meant}?`}`
}
