import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { versionOf, workspaceOf } from '../http/context.js'
import { paginate, whole } from '../http/lists.js'
import { declare } from '../http/policy.js'
import { ref } from '../lib/schema.js'
import { newestVersion } from '../versions/api-version.js'
import type { DeliveryService } from './delivery-service.js'
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

/** The event types, the deliveries of a webhook, and test events (published). */
export const deliveryRoutes: FastifyPluginAsyncTypebox<WebhooksDeps> = async (app, { deliveries }) => {
  app.get(
    '/v1/webhooks/:id/deliveries',
    {
      schema: {
        operationId: 'list_webhook_deliveries',
        tags,
        summary: 'List the attempts at a webhook, newest first',
        description:
          'Each attempt is a delivery of its own; those at one event have its eventId. The last 200 are kept.',
        params: schema.WebhookPath,
        querystring: schema.DeliveriesQuery,
        response: { 200: ref(schema.WebhookDeliveryList) },
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
        summary: 'Read an attempt with what was sent and what came back',
        params: schema.DeliveryPath,
        response: { 200: ref(schema.WebhookDeliveryDetail) },
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
        summary: 'Send the event of a delivery once more',
        description:
          'The event keeps its id and its body but for deliveryId. A replay that succeeds cancels the scheduled retry of ' +
          'the event; one that fails is not retried. A delivery is replayed three times within an hour of workspace time; ' +
          'one that succeeded needs force.',
        params: schema.DeliveryPath,
        body: schema.ReplayBody,
        response: { 200: ref(schema.ReplayedDelivery) },
      },
      config: declare({
        access: 'key',
        body: 'optional',
        errors: [
          'invalid_param',
          'not_found',
          'delivery_already_succeeded',
          'replay_limit_reached',
          'capacity_exceeded',
        ],
        example: { body: { force: false }, answer: presentReplay(sampleReplay, sampleReplay.replay) },
      }),
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
        response: { 200: ref(schema.EventCatalogue) },
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
        summary: 'Send a ping',
        description: 'Also to a webhook that is not active, and whatever it is subscribed to.',
        params: schema.WebhookPath,
        response: { 200: ref(schema.PlannedDelivery) },
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
        summary: 'Send an event with sample data',
        description: 'It is signed, logged and tried again like any other.',
        params: schema.EventTestPath,
        response: { 200: ref(schema.PlannedDelivery) },
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
        summary: 'Send an event with sample data to an address that is no webhook',
        description:
          'Sent once and not logged; the answer has the result, after five seconds at most. Without signing_secret ' +
          'it is signed with a random secret.',
        body: schema.ProbeBody,
        response: { 200: ref(schema.Probed) },
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
