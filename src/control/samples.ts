import { isoTime } from '../lib/iso-time.js'
import { presentBound } from '../sessions/present.js'
import type { Session } from '../sessions/session.js'
import type { ClockReading } from '../workspaces/workspace-clock.js'
import type { JournalEntry, RequestEntry, WebhookEntry } from './journal.js'

/** The public URL of the examples in openapi.yaml. */
export const sampleUrl = 'http://127.0.0.1:7855'

/** A workspace of the examples. */
export const sampleWorkspaceId = '6b1f0c1e-58d3-8a47-a1c2-9f3e5d7b2a10'

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
  what: {
    type: 'webhook',
    url: 'http://127.0.0.1:3000/webhooks',
    delivery: {
      id: '3f5a8e10-9b7c-8e21-a0d9-4c6b2e8f1d33',
      webhookId: '0d6c2d7e-5d6f-8a3b-a1c4-6f0b8a9d2e11',
      position: 1,
      event: {
        id: '7b1e9c44-2f8a-8d05-a6e3-91c2f4d0b7aa',
        type: 'account.created',
        createdAt,
        data: {
          workspaceId: sampleWorkspaceId,
          accountId: '900000301',
          provider: 'airbnb',
          accessType: 'full_access',
          createdAt: isoTime(createdAt),
        },
      },
      attempt: 1,
      success: true,
      statusCode: 200,
      responseTimeMs: 12,
      errorMessage: null,
      requestHeaders: {
        'X-Repull-Signature': '0b5f0c8f7a3d1e9c4b2a6d8e7f1c3b5a9d0e2f4c6a8b1d3e5f7a9c0b2d4e6f81',
      },
      responseHeaders: {},
      responseBody: '',
      createdAt,
      endedAt: createdAt,
      nextAttemptAt: null,
    },
  },
}

export const sampleClockEntry: JournalEntry = {
  ...entry,
  id: 'jrn_9f3e5d7b2a10_8',
  what: { type: 'clock', clock: sampleClock },
}
