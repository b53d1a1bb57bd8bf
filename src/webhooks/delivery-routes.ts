import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { versionOf, workspaceOf } from '../http/context.js'
import { paginate, whole } from '../http/lists.js'
import { declare, type Policy } from '../http/policy.js'
import { ref } from '../lib/schema.js'
import { newestVersion } from '../versions/api-version.js'
import * as deliverySchema from './delivery-schema.js'
import type { DeliveryService } from './delivery-service.js'
import { EventCatalogue } from './event-schema.js'
import { eventTypeOf, requireEventType } from './event-types.js'
import { sampleDelivery, sampleEvents, sampleReplay, sampleWebhook, sampleWorkspaceId } from './examples.js'
import {
  presentCatalogue,
  presentDelivery,
  presentDeliveryDetail,
  presentPlanned,
  presentProbed,
  presentReplay,
} from './present.js'
import * as schema from './schema.js'
import type { WebhookService } from './service.js'

export interface WebhooksDeps {
  readonly webhooks: WebhookService
  readonly deliveries: DeliveryService
}

const tags = ['Webhooks']
const catalogue = presentCatalogue(sampleEvents, newestVersion)

/** What a replay declares, wherever it is asked for. */
export const replayPolicy = {
  body: 'optional',
  errors: [
    'invalid_param',
    'not_found',
    'listing_inactive',
    'delivery_already_succeeded',
    'replay_limit_reached',
    'capacity_exceeded',
  ],
  example: { body: { force: false }, answer: presentReplay(sampleReplay, sampleReplay.replay) },
} satisfies Omit<Policy, 'access'>

/** The event types, the deliveries of a webhook, and test events (published). */
export const deliveryRoutes: FastifyPluginAsyncTypebox<WebhooksDeps> = async (app, { deliveries }) => {
  app.get(
    '/v1/webhooks/:id/deliveries',
    {
      schema: {
        operationId: 'list_webhook_deliveries',
        tags,
        summary: 'List the deliveries to a webhook',
        description:
          'Use it to find out why events did not arrive. Each attempt is a delivery of its own; those of one event share its `eventId`. The last 200 are kept, newest first.',
        params: schema.WebhookPath,
        querystring: deliverySchema.DeliveriesQuery,
        response: { 200: ref(deliverySchema.WebhookDeliveryList) },
      },
      config: declare({
        access: 'key',
        errors: ['invalid_param', 'not_found'],
        example: { answer: whole([presentDelivery(sampleDelivery)]) },
      }),
    },
    async (request) => {
      const { status = 'all' } = request.query
      const all = await deliveries.list(workspaceOf(request), request.params.id)
      const wanted = all.filter(({ success }) => status === 'all' || success === (status === 'success'))
      const { items, pagination } = paginate(wanted.toReversed(), request.query, schema.webhooksLimit)
      return { data: items.map(presentDelivery), pagination }
    },
  )

  app.get(
    '/v1/webhooks/:id/deliveries/:delivery_id',
    {
      schema: {
        operationId: 'get_webhook_delivery',
        tags,
        summary: 'Read a delivery',
        description:
          'Returns what was sent to the endpoint and what came back. It fails with 404 while the delivery has not ended.',
        params: deliverySchema.DeliveryPath,
        response: { 200: ref(deliverySchema.WebhookDeliveryDetail) },
      },
      config: declare({
        access: 'key',
        errors: ['invalid_param', 'not_found'],
        example: { answer: presentDeliveryDetail(sampleDelivery, sampleWorkspaceId) },
      }),
    },
    async (request) => {
      const { id, delivery_id: deliveryId } = request.params
      const workspace = workspaceOf(request)
      return presentDeliveryDetail(await deliveries.find(workspace, id, deliveryId), workspace.id)
    },
  )

  app.post(
    '/v1/webhooks/:id/deliveries/:delivery_id/replay',
    {
      schema: {
        operationId: 'replay_webhook_delivery',
        tags,
        summary: 'Send the event of a delivery again',
        description:
          'The event keeps its id and its body, but for `deliveryId`. A replay that succeeds cancels the scheduled retry of the event. ' +
          'A replay that fails is not retried. A delivery is replayed three times within an hour of workspace time; one that succeeded needs `force`. One about an inactive listing fails with 403 `listing_inactive`.',
        params: deliverySchema.DeliveryPath,
        body: deliverySchema.ReplayBody,
        response: { 200: ref(deliverySchema.ReplayedDelivery) },
      },
      config: declare({ access: 'key', ...replayPolicy }),
    },
    async (request) => {
      const { id, delivery_id: deliveryId } = request.params
      const force = request.body?.force === true
      const { replay, ...planned } = await deliveries.replay(workspaceOf(request), id, deliveryId, force)
      return presentReplay(planned, replay)
    },
  )

  app.get(
    '/v1/webhooks/event-types',
    {
      schema: {
        operationId: 'list_webhook_event_types',
        tags,
        summary: 'List the types of events',
        description:
          'Use it to choose what a webhook gets, and to see samples of what arrives. The samples are about the data of the sandbox.',
        response: { 200: ref(EventCatalogue) },
      },
      config: declare({
        access: 'key',
        errors: [],
        example: {
          answer: {
            domains: catalogue.domains.filter(({ id }) => id === 'accounts'),
            flat: catalogue.flat.filter(({ domain }) => domain === 'accounts'),
          },
        },
      }),
    },
    async (request) => presentCatalogue(await deliveries.samples(workspaceOf(request)), versionOf(request)),
  )

  app.post(
    '/v1/webhooks/:id/ping',
    {
      schema: {
        operationId: 'ping_webhook',
        tags,
        summary: 'Send a ping to a webhook',
        description:
          'Use it to check that an endpoint receives events and verifies their signature. It is sent whatever the status and the subscription of the webhook.',
        params: schema.WebhookPath,
        response: { 200: ref(deliverySchema.PlannedDelivery) },
      },
      config: declare({
        access: 'key',
        errors: ['invalid_param', 'not_found', 'capacity_exceeded'],
        example: { answer: presentPlanned(sampleDelivery) },
      }),
    },
    async (request) =>
      presentPlanned(await deliveries.test(workspaceOf(request), request.params.id, 'repull.ping')),
  )

  app.post(
    '/v1/webhooks/:id/test/:event_type',
    {
      schema: {
        operationId: 'test_fire_webhook',
        tags,
        summary: 'Send a test event to a webhook',
        description:
          'Use it to test a handler without waiting for the event. It has sample data, and is signed, logged and retried like any other.',
        params: deliverySchema.EventTestPath,
        response: { 200: ref(deliverySchema.PlannedDelivery) },
      },
      config: declare({
        access: 'key',
        errors: ['invalid_param', 'not_found', 'capacity_exceeded'],
        example: { answer: presentPlanned(sampleDelivery) },
      }),
    },
    async (request) => {
      const { id, event_type: name } = request.params
      return presentPlanned(await deliveries.test(workspaceOf(request), id, requireEventType(name)))
    },
  )

  app.post(
    '/v1/webhooks/test',
    {
      schema: {
        operationId: 'test_webhook',
        tags,
        summary: 'Send a test event to any endpoint',
        description:
          'Use it to try an endpoint before you subscribe it. The event is sent once and not logged. The answer has the result, after five seconds at most.',
        body: deliverySchema.ProbeBody,
        response: { 200: ref(deliverySchema.Probed) },
      },
      config: declare({
        access: 'key',
        body: 'required',
        runsOnce: true,
        errors: [],
        example: {
          body: {
            url: sampleWebhook.url,
            event_type: sampleDelivery.event.type,
            signing_secret: sampleWebhook.secret,
          },
          answer: presentProbed(sampleDelivery, sampleWorkspaceId),
        },
      }),
    },
    async (request) => {
      const workspace = workspaceOf(request)
      const { url, event_type: name = 'repull.ping', signing_secret: secret } = request.body
      return presentProbed(await deliveries.probe(workspace, url, eventTypeOf(name), secret), workspace.id)
    },
  )
}
