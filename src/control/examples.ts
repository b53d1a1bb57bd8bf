import { sampleConnection } from '../connections/present.js'
import { presentBound, presentDetail, sampleSession, sampleUrl } from '../sessions/present.js'
import { webhookExample } from '../webhooks/examples.js'

const sessionDetail = presentDetail(sampleSession, sampleUrl)
const at = sessionDetail.createdAt
const workspace = '6b1f0c1e-58d3-8a47-a1c2-9f3e5d7b2a10'
const clock = { now: at, frozen: true, offsetMs: 0 }
const faultBody = {
  match: { method: 'POST', path: '/v1/connect/sessions/*/complete' },
  times: 1,
  respond: { drop: 'after' },
} as const
const fault = { id: 'flt_1', ...faultBody, remaining: 1, probability: 1, warnings: [] }
const session = { ...sessionDetail, status: 'pending', accountId: null } as const
const request = {
  id: 'jrn_9f3e5d7b2a10_7',
  at,
  method: 'POST',
  path: '/v1/connect/airbnb',
  query: {},
  status: 200,
  code: null,
  sessionId: sessionDetail.id,
  requestId: 'req_01KAJ5M1Q0V7W8X9Y0Z1A2B3C4',
  workspace,
  durationMs: 1.4,
  fault: null,
  warnings: [],
  requestBody: { redirectUrl: sessionDetail.redirectUrl, state: sessionDetail.state },
  responseBody: presentBound(sampleSession, 'airbnb', sampleUrl),
  nearest: null,
  curl: `curl -X POST 'http://127.0.0.1:7855/v1/connect/airbnb' -H "Authorization: Bearer $REPULL_KEY"`,
}

const { payload, id: deliveryId, requestHeaders } = webhookExample.delivery
const sent = {
  id: 'jrn_9f3e5d7b2a10_9',
  at,
  workspace,
  webhookId: webhookExample.webhook.id,
  deliveryId,
  eventId: payload.id,
  type: payload.type,
  attempt: 1,
  success: true,
  statusCode: 200,
  errorMessage: null,
  nextAttemptAt: null,
  url: webhookExample.webhook.url,
  signature: requestHeaders['X-Repull-Signature'],
  payload,
}

/** Bodies and answers of the control calls, as openapi.yaml shows them. A test holds them against the schemas. */
export const controlExample = {
  clock,
  fault,
  faultBody,
  session,
  request,
  sent,
  event: `id: jrn_9f3e5d7b2a10_8\nevent: clock\ndata: ${JSON.stringify({ id: 'jrn_9f3e5d7b2a10_8', at, workspace, type: 'clock', clock })}\n\n`,
  workspace: { id: workspace, sessions: 2, connections: 1, clock },
  snapshot: {
    version: 1,
    clock: { now: at, frozen: true },
    sessions: [
      {
        id: sessionDetail.id,
        status: 'pending',
        provider: 'airbnb',
        isPicker: false,
        allowedProviders: null,
        redirectUrl: sessionDetail.redirectUrl,
        state: sessionDetail.state,
        locale: null,
        accessType: 'full_access',
        createdAt: at,
        expiresAt: sessionDetail.expiresAt,
        claim: null,
        accountId: null,
      },
    ],
    connections: [
      {
        provider: 'airbnb',
        account: sampleConnection.account,
        accessType: 'full_access',
        rooms: {},
        createdAt: at,
        position: 1,
      },
    ],
    faults: [],
    webhooks: { webhooks: [], deliveries: [], due: [] },
    sandbox: null,
  },
  forked: { sessions: { [sessionDetail.id]: 'cs_01KAJ5M1Q0W8X9Y0Z1A2B3C4D5' } },
} as const
