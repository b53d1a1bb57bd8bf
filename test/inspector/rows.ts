import type { Entry, RecordedRequest } from '../../src/inspector/client/data/entries.js'
import { type Row, rowOf } from '../../src/inspector/client/data/row.js'

export const request: RecordedRequest = {
  id: 'jrn_a_1',
  at: '2026-11-21T09:00:00.000Z',
  method: 'GET',
  path: '/v1/connect',
  query: {},
  status: 200,
  code: null,
  sessionId: null,
  requestId: 'req_1',
  workspace: 'w1',
  durationMs: 1.5,
  fault: null,
  warnings: [],
  requestHeaders: {},
  requestBody: null,
  responseHeaders: {},
  responseBody: { data: [] },
  nearest: null,
  hosted: false,
  curl: 'curl http://x -H "x-api-key: $REPULL_KEY"',
}

/** An entry of the stream. */
export function entryOf(part: Record<string, unknown>, id = 'jrn_a_1', at = request.at): Entry {
  return { id, at, workspace: 'w1', ...part } as unknown as Entry
}

/** A row of a request that is like the usual one but for some members. */
export function requestRow(members: Partial<RecordedRequest> = {}): Row {
  const made = { ...request, ...members }
  return rowOf(entryOf({ type: 'request', request: made }, made.id, made.at))
}
