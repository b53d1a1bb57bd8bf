import type { FastifyRequest } from 'fastify'
import { requireSameProvider } from '../providers/lookup.js'
import { requireOpen, type Session } from '../sessions/model.js'
import { type Policy, pathParam, type SessionPolicy } from './policy.js'

/** The id of the session that a request names: undefined when it names none, null when what it names is no text. */
export function namedSession(request: FastifyRequest, place: SessionPolicy['in']): string | null | undefined {
  if (place === 'path') return pathParam(request, 'id')
  const id = fieldOf(place === 'body' ? request.body : request.query, 'sessionId')
  if (id === undefined || id === null || id === '') return undefined
  return typeof id === 'string' ? id : null
}

/**
 * Judges a session as the contract orders it: ended, expired, then whether its provider is the one that is asked for.
 *
 * @param nowMs epoch milliseconds of the session's workspace.
 * @throws {ApiError} `session_terminal`, `session_expired`, `invalid_provider`.
 */
export function judgeSession(request: FastifyRequest, session: Session, policy: Policy, nowMs: number): void {
  const { provider: wanted, completedToo } = policy.session as SessionPolicy
  const isLetThrough = completedToo && session.status === 'completed' && session.provider === wanted
  if (!isLetThrough) requireOpen(session, nowMs)
  const asked =
    wanted === 'body'
      ? fieldOf(request.body, 'provider')
      : wanted === 'path'
        ? pathParam(request, 'provider')
        : wanted
  if (typeof asked === 'string') requireSameProvider(asked, session.provider)
}

/** A field of a body or query that no schema has checked yet. */
function fieldOf(source: unknown, name: string): unknown {
  if (typeof source !== 'object' || source === null || !Object.hasOwn(source, name)) return undefined
  return (source as Record<string, unknown>)[name]
}
