import { parse } from 'node:querystring'
import { isoTime } from '../lib/clock.js'
import { withoutSecrets } from '../lib/masking.js'
import { presentConnection } from '../sessions/present.js'
import { bodyOf } from '../webhooks/delivery.js'
import { presentClock } from './clock-routes.js'
import { curlOf } from './curl.js'
import type { Entry, RequestEntry, WebhookEntry } from './journal.js'
import { presentAnySession } from './present-session.js'
import { parsedBody } from './recorded-request.js'
import { redactRequest, redactResponse } from './redact.js'

/** A request of the journal, its secrets redacted. */
export function presentRequest({ id, atMs, workspaceId, what: { request } }: RequestEntry) {
  const { path, requestBody, responseBody, origin, ...plain } = request
  const body = redactRequest(parsedBody(request), path)
  const query = { ...parse(origin.url.split('?').slice(1).join('?')) }
  return {
    id,
    at: isoTime(atMs),
    workspace: workspaceId,
    ...plain,
    warnings: [...plain.warnings],
    path: withoutSecrets(path),
    query: redactResponse(query) as Record<string, unknown>,
    requestBody: body,
    responseBody: responseBody === null ? null : redactResponse(JSON.parse(responseBody)),
    curl: curlOf(request, body),
  }
}

/** An attempt to deliver an event, as the journal tells of it. */
export function presentSent({ id, atMs, workspaceId, what: { url, delivery } }: WebhookEntry) {
  const { event, attempt, success, statusCode, errorMessage, nextAttemptAt } = delivery
  return {
    id,
    at: isoTime(atMs),
    workspace: workspaceId as string,
    webhookId: delivery.webhookId,
    deliveryId: delivery.id,
    eventId: event.id,
    type: event.type,
    attempt,
    success,
    statusCode,
    errorMessage,
    nextAttemptAt: nextAttemptAt === null ? null : isoTime(nextAttemptAt),
    url,
    signature: delivery.requestHeaders['X-Repull-Signature'] as string,
    payload: bodyOf(event, delivery.id, workspaceId as string),
  }
}

/** Any entry of the journal, as the event stream tells of it. */
export function presentEntry(entry: Entry, publicUrl: string) {
  const { id, atMs, workspaceId, what } = entry
  const head = { id, at: isoTime(atMs), workspace: workspaceId, type: what.type }
  switch (what.type) {
    case 'request':
      return { ...head, request: presentRequest({ ...entry, what }) }
    case 'session':
      return { ...head, session: presentAnySession(what.session, publicUrl, atMs) }
    case 'connection':
      return { ...head, change: what.change, connection: presentConnection(what.connection) }
    case 'webhook':
      return { ...head, webhook: presentSent({ ...entry, what }) }
    case 'clock':
      return { ...head, clock: presentClock(what.clock) }
  }
}
