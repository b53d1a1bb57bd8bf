import { presentBound, sampleSession, sampleUrl } from '../sessions/present.js'
import { sampleDelivery, sampleWebhook, sampleWorkspaceId } from '../webhooks/examples.js'
import type { ClockReading } from '../workspaces/workspace-clock.js'
import type { JournalEntry, RequestEntry, WebhookEntry } from './journal.js'

/** A clock of the examples. */
export const sampleClock: ClockReading = { nowMs: sampleSession.createdAt, frozen: true, offsetMs: 0 }

const { id: sessionId, redirectUrl, state, createdAt } = sampleSession
const entry = { atMs: createdAt, workspaceId: sampleWorkspaceId, order: 7, size: 1000 }

export const sampleRequest: RequestEntry = {
  ...entry,
  id: 'jrn_9f3e5d7b2a10_7',
  what: {
    type: 'request',
    request: {
      method: 'POST',
      path: '/v1/connect/airbnb',
      status: 200,
      code: null,
      sessionId,
      requestId: 'req_01KAJ5M1Q0V7W8X9Y0Z1A2B3C4',
      startedMs: 5210.5,
      durationMs: 1.4,
      fault: null,
      warnings: [],
      requestHeaders: {
        host: '127.0.0.1:7855',
        authorization: 'Bearer sk_test_demo',
        'content-type': 'application/json',
      },
      requestBody: JSON.stringify({ redirectUrl, state }),
      responseHeaders: {
        'x-request-id': 'req_01KAJ5M1Q0V7W8X9Y0Z1A2B3C4',
        'content-type': 'application/json; charset=utf-8',
      },
      responseBody: JSON.stringify(presentBound(sampleSession, 'airbnb', sampleUrl)),
      nearest: null,
      origin: {
        url: `${sampleUrl}/v1/connect/airbnb`,
        keyHeader: 'authorization',
        headers: { 'content-type': 'application/json' },
        hasBody: true,
      },
    },
  },
}

export const sampleSent: WebhookEntry = {
  ...entry,
  id: 'jrn_9f3e5d7b2a10_9',
  what: { type: 'webhook', url: sampleWebhook.url, delivery: sampleDelivery },
}

export const sampleClockEntry: JournalEntry = {
  ...entry,
  id: 'jrn_9f3e5d7b2a10_8',
  what: { type: 'clock', clock: sampleClock },
}
