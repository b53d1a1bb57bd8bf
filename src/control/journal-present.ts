import { parse } from 'node:querystring'
import type { Connection } from '../connections/model.js'
import { presentConnection } from '../connections/present.js'
import { isoTime } from '../lib/clock.js'
import { withoutSecrets } from '../lib/masking.js'
import { URLSearchParams } from '../lib/node-globals.js'
import { shellQuoted } from '../lib/shell.js'
import { bodyOf } from '../webhooks/webhook-request.js'
import { presentClock } from './clock-schema.js'
import { presentRespond } from './custom-answer.js'
import { presentFault } from './fault.js'
import type { JournalEntry, RecordedRequest, RequestEntry, RequestOrigin, WebhookEntry } from './journal.js'
import { redactHeaders, redactRequest, redactResponse, redactText, redactUrl } from './redact.js'
import { presentAnySession } from './session-schema.js'

const hostedPath = /^\/connect(?:\/|$)/

/** What is shown of an entry. */
type Shown<Entry extends JournalEntry> = Pick<Entry, 'id' | 'atMs' | 'workspaceId' | 'what'>

/** Any entry of the journal, as an event of the stream. */
export function presentEntry(entry: JournalEntry, publicUrl: string) {
  const { id, atMs, workspaceId, what } = entry
  const head = { id, at: isoTime(atMs), workspace: workspaceId, type: what.type }
  switch (what.type) {
    case 'request':
      return { ...head, request: presentRequest({ id, atMs, workspaceId, what }) }
    case 'session':
      return { ...head, change: what.change, session: presentAnySession(what.session, publicUrl, atMs) }
    case 'connection':
      return { ...head, change: what.change, connection: connectionOf(entry, what.connection, publicUrl) }
    case 'webhook':
      return { ...head, webhook: presentSent({ id, atMs, workspaceId, what }) }
    case 'clock':
      return { ...head, clock: presentClock(what.clock) }
    case 'fault':
      return { ...head, change: what.change, fault: presentFault(what.fault) }
    case 'reset':
      return head
  }
}

/** A connection whose link is masked: whoever has it can connect the account. */
function connectionOf({ workspaceId }: JournalEntry, connection: Connection, publicUrl: string) {
  return redactResponse(presentConnection(connection, { publicUrl, workspaceId: workspaceId as string }))
}

/** A request of the journal, its secrets redacted. */
export function presentRequest({ id, atMs, workspaceId, what: { request } }: Shown<RequestEntry>) {
  const { method, path, status, code, sessionId, requestId, startedMs, durationMs, fault, nearest } = request
  const { origin } = request
  const requestBody = redactRequest(parsedBody(request), path)
  const query = { ...parse(origin.url.split('?').slice(1).join('?')) }
  return {
    id,
    at: isoTime(atMs),
    method,
    path: withoutSecrets(path),
    query: redactResponse(query) as Record<string, unknown>,
    status,
    code,
    // Callers choose both, and may mistake a key for one.
    sessionId: sessionId && withoutSecrets(sessionId),
    requestId: withoutSecrets(requestId),
    workspace: workspaceId,
    startedMs: Math.round(startedMs * 10) / 10,
    durationMs,
    fault: fault && { ...fault, respond: presentRespond(fault.respond) },
    warnings: [...request.warnings],
    hosted: hostedPath.test(path),
    requestHeaders: redactHeaders(request.requestHeaders),
    requestBody,
    responseHeaders: request.responseHeaders && redactHeaders(request.responseHeaders),
    responseBody: presentAnswer(request.responseBody ?? 'null'),
    nearest,
    curl: curlOf(request, requestBody),
  }
}

/** An attempt to deliver an event. */
export function presentSent({ id, atMs, workspaceId, what: { url, delivery } }: Shown<WebhookEntry>) {
  const { webhookId, event, attempt, success, statusCode, errorMessage, nextAttemptAt } = delivery
  const workspace = workspaceId as string
  return {
    id,
    at: isoTime(atMs),
    workspace,
    webhookId,
    deliveryId: delivery.id,
    eventId: event.id,
    type: event.type,
    attempt,
    success,
    statusCode,
    errorMessage,
    nextAttemptAt: nextAttemptAt === null ? null : isoTime(nextAttemptAt),
    url: redactUrl(url),
    signature: delivery.requestHeaders['X-Repull-Signature'] as string,
    requestHeaders: redactHeaders(delivery.requestHeaders),
    payload: bodyOf(event, delivery.id, workspace),
    responseStatus: statusCode,
    responseHeaders: delivery.responseHeaders && redactHeaders(delivery.responseHeaders),
    responseBody: delivery.responseBody === null ? null : redactText(delivery.responseBody),
  }
}

/** The body of an answer, parsed; a fault may have made it a text that is no JSON. */
function presentAnswer(text: string): unknown {
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    return redactText(text)
  }
  return redactResponse(body)
}

/** The body of a request, parsed; null for none, and for what is neither JSON nor a form. */
function parsedBody({ requestBody, origin }: RecordedRequest): unknown {
  if (requestBody === null) return null
  if (isForm(origin)) return Object.fromEntries(new URLSearchParams(requestBody))
  try {
    return JSON.parse(requestBody)
  } catch {
    return null
  }
}

/** Whether the body was posted by a page. */
function isForm({ headers }: RequestOrigin): boolean {
  return String(headers['content-type']).startsWith('application/x-www-form-urlencoded')
}

/**
 * A command line that sends a request again, the API key taken from the environment.
 *
 * @param body the body without its secrets; null when it was not recorded.
 * @example curl -X POST 'http://127.0.0.1:7855/v1/connect/airbnb' -H "Authorization: Bearer $REPULL_KEY"
 */
function curlOf({ method, origin }: RecordedRequest, body: unknown): string {
  const parts = ['curl']
  // Otherwise curl expands brackets to several addresses, and removes dots from the path.
  if (/[[\]{}]|\/\.\.?(?:[/?]|$)/.test(origin.url)) parts.push('--globoff --path-as-is')
  if (method === 'HEAD') parts.push('--head')
  else if (method !== 'GET') parts.push(`-X ${method}`)
  parts.push(shellQuoted(redactUrl(origin.url)))
  if (origin.keyHeader === 'authorization') parts.push('-H "Authorization: Bearer $REPULL_KEY"')
  if (origin.keyHeader === 'x-api-key') parts.push('-H "x-api-key: $REPULL_KEY"')
  for (const [name, value] of Object.entries(origin.headers))
    parts.push(`-H ${shellQuoted(withoutSecrets(`${name}: ${value}`))}`)
  if (body !== null) {
    const form = isForm(origin) ? new URLSearchParams(body as Record<string, string>) : null
    parts.push(`--data-raw ${shellQuoted(String(form ?? JSON.stringify(body)))}`)
  } else if (origin.hasBody) parts.push('# and its body, which is not kept')
  return parts.join(' ')
}
