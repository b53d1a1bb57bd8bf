import type { Entry, FaultRespond, RecordedRequest, Session } from './entries.js'
import type { Row } from './row.js'

/** What of a request it takes to send it. */
export type OpeningCall = Pick<
  RecordedRequest,
  'at' | 'method' | 'path' | 'query' | 'code' | 'requestHeaders' | 'requestBody' | 'curl'
>

/** What must be done in an empty workspace before a request finds there what it found. */
export interface Story {
  readonly request: RecordedRequest
  /** The call that opened its session; null without one. */
  readonly opening: OpeningCall | null
  /** What the host decided in between. */
  readonly decisions: readonly ('approve' | 'deny')[]
  readonly fault: FaultRespond | null
}

/** What came before a request, as far as the page knows it. */
export function storyOf(request: RecordedRequest, rows: readonly Row[]): Story {
  const { sessionId, fault } = request
  const end = rows.findIndex(({ entry }) => entry.id === request.id)
  const earlier = end < 0 ? rows : rows.slice(0, end)
  const opening = sessionId === null ? null : openingOf(sessionId, earlier)
  const isByHeader = fault !== null && fault.id === null
  return {
    request,
    opening,
    decisions: opening === null || sessionId === null ? [] : decisionsOf(sessionId, earlier),
    fault: isByHeader ? null : (fault?.respond ?? null),
  }
}

/** Whether a request opened its session. */
export function isOpening({ method, path, status, sessionId }: RecordedRequest): boolean {
  const isCall = method === 'POST' && /^\/v1\/connect(?:\/[^/]+)?$/.test(path)
  return isCall && sessionId !== null && status !== null && status < 300
}

/** The call that opened a session; null when the page has nothing of the session. */
function openingOf(sessionId: string, rows: readonly Row[]): OpeningCall | null {
  for (const { entry } of rows) {
    if (entry.type === 'request' && entry.request.sessionId === sessionId && isOpening(entry.request))
      return entry.request
  }
  const session = rows.map(({ entry }) => entry).find((entry) => isOf(entry, sessionId))
  return session === undefined ? null : openingLike(session.session)
}

function isOf(entry: Entry, sessionId: string): entry is Entry & { readonly type: 'session' } {
  return entry.type === 'session' && entry.session.id === sessionId
}

/** What an app would have sent for a session that was created on the page. */
function openingLike({ provider, redirectUrl, state, createdAt }: Session): OpeningCall {
  return {
    at: createdAt,
    method: 'POST',
    path: provider === null ? '/v1/connect' : `/v1/connect/${provider}`,
    query: {},
    code: null,
    requestHeaders: {},
    requestBody: { ...(redirectUrl !== null && { redirectUrl }), ...(state !== null && { state }) },
    curl: '$REPULL_KEY',
  }
}

function decisionsOf(sessionId: string, rows: readonly Row[]): readonly ('approve' | 'deny')[] {
  const statuses = rows.flatMap(({ entry }) =>
    entry.type === 'session' && entry.session.id === sessionId ? [entry.session.status] : [],
  )
  if (statuses.includes('completed')) return ['approve']
  return statuses.includes('cancelled') ? ['deny'] : []
}
