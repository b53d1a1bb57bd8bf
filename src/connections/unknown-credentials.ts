import type { FastifyReply, FastifyRequest } from 'fastify'
import { unknownFieldWarning, warn } from '../http/body.js'
import type { Credentials } from '../providers/channel.js'
import type { Provider } from '../providers/providers.js'

/** Names the credentials that a provider's form does not have. A provider without a form takes any. */
export function warnOfUnknownCredentials(
  request: FastifyRequest,
  reply: FastifyReply,
  { credentials: known }: Provider,
  given: Credentials = {},
): void {
  if (known.length === 0) return
  const unknown = Object.keys(given).filter((name) => !known.includes(name))
  const warnings = unknown.map((name) => unknownFieldWarning(name, known, 'credentials.'))
  if (warnings.length > 0) warn(request, reply, warnings)
}
