import { createWebhook, type Delivery, type WebhookEvent } from './model.js'
import { firstDelivery } from './queue.js'
import { samplesFor } from './samples/samples.js'
import { requestOf, resultOf } from './webhook-request.js'

const sampleMs = Date.UTC(2026, 10, 21, 9)

/** The workspace of `sampleWebhook`. */
export const sampleWorkspaceId = '5b1f7a52-0f1c-8c1e-a0d4-2f6f0c9d1e77'

/** Samples for the catalogue in openapi.yaml. */
export const sampleEvents = samplesFor(sampleWorkspaceId, sampleMs)

/** A webhook, for examples in openapi.yaml. */
export const sampleWebhook = createWebhook(
  '0d6c2d7e-5d6f-8a3b-a1c4-6f0b8a9d2e11',
  'whsec_a1bU4sFqV0yJmR2tX8kWf9c2',
  { url: 'http://127.0.0.1:3000/webhooks', events: ['account.created', 'account.disconnected'] },
  sampleMs,
)

/** Its first delivery, which failed. */
export const sampleDelivery: Delivery = failedDelivery({
  id: '7b1e9c44-2f8a-8d05-a6e3-91c2f4d0b7aa',
  type: 'account.created',
  createdAt: sampleMs,
  ...sampleEvents['account.created'],
})

/** Its first replay, a minute later. */
export const sampleReplay = {
  ...sampleDelivery,
  attempt: 2,
  replay: { number: 1, resetAt: sampleMs + 61 * 60_000, forced: false },
}

function failedDelivery(event: WebhookEvent): Delivery {
  const due = firstDelivery(event)
  const request = requestOf(sampleWorkspaceId, sampleWebhook, due)
  const headers = { 'content-type': 'text/plain' }
  const reply = { statusCode: 500, headers, body: 'oops', error: null, elapsedMs: 12 }
  const result = resultOf(sampleWebhook.id, due, request, reply, due.dueAt + reply.elapsedMs)
  return { ...result, position: 1, nextAttemptAt: event.createdAt + 60_000 }
}
