import type { FastifyReply, FastifyRequest } from 'fastify'
import { formatDuration, parseDuration } from '../duration.js'
import { fail } from '../errors/api-error.js'
import { showable } from '../errors/showable.js'

/** Reads the lifetime that a creating call prefers for its session, in milliseconds. */
export type PreferredTtl = (request: FastifyRequest, reply: FastifyReply) => number | undefined

/**
 * `Prefer: ttl=5s` (ours, RFC 7240): shortens a session's life, never beyond the server's own. What was used comes back
 * in `Preference-Applied`. With the control features off the header is ignored, as unknown preferences always are.
 *
 * @throws {ApiError} `invalid_params` (from the returned function) when the value is not a duration.
 */
export function createPreferredTtl(isEnabled: boolean, sessionTtlMs: number): PreferredTtl {
  return (request, reply) => {
    const text = isEnabled ? preference(request, 'ttl') : undefined
    if (text === undefined) return undefined
    const asked = parseDuration(text)
    if (!asked) {
      fail('invalid_params', {
        message: `The preference ttl in the Prefer header is ${showable(JSON.stringify(text))}, which is no duration.`,
        fix: 'Send a whole number above 0 with ms, s, m, h or d, like "Prefer: ttl=5s".',
        field: 'Prefer',
        value_received: showable(text),
      })
    }
    const ttlMs = Math.min(asked, sessionTtlMs)
    reply.header('preference-applied', `ttl=${ttlMs === asked ? text : formatDuration(ttlMs)}`)
    return ttlMs
  }
}

/** The value of a preference; of several with one name the first counts. */
function preference({ headers }: FastifyRequest, name: string): string | undefined {
  const all =
    [headers.prefer ?? []]
      .flat()
      .join(',')
      .match(/(?:[^,"]|"(?:\\.|[^"\\])*")+/g) ?? []
  for (const one of all) {
    const [key = '', value = ''] = one.replace(/;[^"]*$/, '').split(/=(.*)/s)
    if (key.trim().toLowerCase() === name) return value.trim().replace(/^"(.*)"$/, '$1')
  }
  return undefined
}
