import { eventCatalogue } from './event-catalogue.js'
import { samplesFor } from './event-samples.js'

const id = '0d6c2d7e-5d6f-8a3b-a1c4-6f0b8a9d2e11'
const eventId = '7b1e9c44-2f8a-8d05-a6e3-91c2f4d0b7aa'
const deliveryId = '3f5a8e10-9b7c-8e21-a0d9-4c6b2e8f1d33'
const at = '2026-11-21T09:00:00.000Z'
const webhook = {
  id,
  url: 'http://127.0.0.1:3000/webhooks',
  description: null,
  events: ['account.created', 'account.disconnected'],
  apiVersion: '2026-04',
  status: 'active',
  consecutiveFailures: 0,
  lastDeliveredAt: null,
  lastSuccessAt: null,
  lastFailureAt: null,
  lastDeliveryStatus: null,
  disabledAt: null,
  createdAt: at,
  updatedAt: at,
  secretMasked: 'whsec_a1b…f9c2',
}
const seededAt = Date.parse(at)
const { 'account.created': sample } = samplesFor({
  workspaceId: '5b1f7a52-0f1c-8c1e-a0d4-2f6f0c9d1e77',
  nowMs: seededAt,
  seededAt,
})
const entry = { type: 'account.created', ...eventCatalogue['account.created'], samplePayload: sample }
const delivery = {
  id: deliveryId,
  eventId,
  eventType: 'account.created',
  statusCode: 500,
  responseTimeMs: 12,
  attempt: 1,
  success: false,
  errorMessage: 'The endpoint answered 500, not 2xx.',
  createdAt: at,
  succeededAt: null,
  failedAt: '2026-11-21T09:00:00.012Z',
  nextAttemptAt: '2026-11-21T09:01:00.000Z',
}
const payload = {
  id: eventId,
  deliveryId,
  type: 'account.created',
  event: 'account.created',
  createdAt: at,
  timestamp: at,
  apiVersion: '2026-04',
  workspaceId: '5b1f7a52-0f1c-8c1e-a0d4-2f6f0c9d1e77',
  data: sample,
}
const signature = '0b5f0c8f7a3d1e9c4b2a6d8e7f1c3b5a9d0e2f4c6a8b1d3e5f7a9c0b2d4e6f81'
const pagination = { nextCursor: null, hasMore: false, total: 1 }

/** Bodies and answers as openapi.yaml shows them. A test holds them against the schemas. */
export const webhookExample = {
  body: { url: webhook.url, events: ['account.created', 'account.disconnected'] },
  created: { ...webhook, secret: 'whsec_a1bU4sFqV0yJmR2tX8kWf9c2' },
  webhook,
  list: { data: [webhook], pagination },
  changeBody: { status: 'active' },
  deleted: { deleted: true, id },
  rotated: { id, secret: 'whsec_k3Lr7QvZ1mXcY5nB9dTw0aHs', rotatedAt: at },
  catalogue: { domains: [{ id: 'accounts', title: 'Accounts', events: [entry] }], flat: [entry] },
  deliveries: { data: [delivery], pagination },
  delivery: {
    ...delivery,
    payload,
    requestHeaders: {
      'Content-Type': 'application/json',
      'X-Repull-Signature': signature,
      'X-Repull-Delivery-Id': deliveryId,
      'X-Repull-Event': 'account.created',
    },
    responseHeaders: { 'content-type': 'text/plain' },
    responseBody: 'oops',
  },
  planned: { queued: true, deliveryId, eventId, eventType: 'account.created', attempt: 2 },
  probeBody: {
    url: webhook.url,
    event_type: 'account.created',
    signing_secret: 'whsec_a1bU4sFqV0yJmR2tX8kWf9c2',
  },
  probed: {
    success: true,
    statusCode: 200,
    responseTimeMs: 8,
    errorMessage: null,
    signature,
    payload,
  },
} as const
