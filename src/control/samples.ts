import type { Session } from '../sessions/model.js'
import { presentBound } from '../sessions/present.js'
import { sampleDelivery, sampleWebhook, sampleWorkspaceId } from '../webhooks/samples.js'
import type { ClockReading } from '../workspaces/workspace-clock.js'
import type { JournalEntry, RequestEntry, WebhookEntry } from './journal.js'

/** The public URL of the examples in openapi.yaml. */
export const sampleUrl = 'http://127.0.0.1:7855'

/** A session of the examples. Its times are those of the other samples. */
export const sampleSession: Session = {
  id: 'cs_01KAJ5M1Q0V7W8X9Y0Z1A2B3C4',
  status: 'pending',
  provider: 'airbnb',
  isPicker: false,
  allowedProviders: null,
  redirectUrl: 'https://app.example/callback',
  state: 'user-42',
  locale: null,
  accessType: 'full_access',
  createdAt: Date.UTC(2026, 10, 21, 9),
  expiresAt: Date.UTC(2026, 10, 21, 9, 30),
  claim: null,
  accountId: null,
}

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
      durationMs: 1.4,
      fault: null,
      warnings: [],
      requestBody: JSON.stringify({ redirectUrl, state }),
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
