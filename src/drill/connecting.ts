import type { RecordedRequest } from '../mock/control.js'
import { isCall } from './operation.js'
import type { Recording } from './recording.js'

/**
 * The requests that connected an account, in their order: those that completed a session, and those that brought
 * credentials. Not those of a control call, which no journal has.
 */
export function connectingRequests({
  requests,
  sessions,
  connections,
}: Recording): readonly RecordedRequest[] {
  const completed = new Set(sessions.filter(({ status }) => status === 'completed').map(({ id }) => id))
  const connected = new Set(connections.map(({ id }) => id))
  const lastOf = new Map<string, RecordedRequest>()
  const direct: RecordedRequest[] = []
  for (const request of requests) {
    const { sessionId, method, responseBody } = request
    if (isCall(request) && method === 'GET') continue
    if (sessionId !== null && completed.has(sessionId) && (request.status ?? 500) < 400)
      lastOf.set(sessionId, request)
    const { id } = (responseBody ?? {}) as { readonly id?: unknown }
    if (typeof id === 'string' && connected.has(id) && sessionId === null) direct.push(request)
  }
  const all = new Set([...lastOf.values(), ...direct])
  return requests.filter((request) => all.has(request))
}
