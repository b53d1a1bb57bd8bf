import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { workspaceOf } from '../http/context.js'
import { paginate } from '../http/lists.js'
import { declare } from '../http/policy.js'
import { ref } from '../lib/schema.js'
import {
  DeliveriesQuery,
  DeliveryPath,
  PlannedDelivery,
  WebhookDeliveryDetail,
  WebhookDeliveryList,
} from './delivery-schema.js'
import { tags, type WebhooksDeps } from './deps.js'
import { webhookExample } from './examples.js'
import { presentDelivery, presentDeliveryDetail, presentPlanned } from './present-webhook.js'
import { WebhookPath, webhooksLimit } from './schema.js'

/** /v1/webhooks/{id}/deliveries (published): what was sent, what came of it, and sending it once more. */
export const deliveriesRoutes: FastifyPluginAsyncTypebox<WebhooksDeps> = async (
  app,
  { webhooks, events },
) => {
  app.get(
    '/v1/webhooks/:id/deliveries',
    {
      schema: {
        operationId: 'list_webhook_deliveries',
        tags,
        summary: 'List the attempts at a webhook, newest first',
        description:
          'Each attempt is a delivery of its own; those at one event have its eventId. The last 200 are kept.',
        params: WebhookPath,
        querystring: DeliveriesQuery,
        response: { 200: ref(WebhookDeliveryList) },
      },
      config: declare({
        access: 'key',
        errors: ['invalid_param', 'not_found'],
        example: { answer: webhookExample.deliveries },
      }),
    },
    async (request) => {
      const { status = 'all' } = request.query
      const all = await webhooks.deliveries(workspaceOf(request), request.params.id)
      const wanted = all.filter(({ success }) => status === 'all' || success === (status === 'success'))
      const { items, pagination } = paginate(wanted.toReversed(), request.query, webhooksLimit)
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
        params: DeliveryPath,
        response: { 200: ref(WebhookDeliveryDetail) },
      },
      config: declare({
        access: 'key',
        errors: ['invalid_param', 'not_found'],
        example: { answer: webhookExample.delivery },
      }),
    },
    async (request) => {
      const { id, delivery_id: deliveryId } = request.params
      const workspace = workspaceOf(request)
      return presentDeliveryDetail(await webhooks.delivery(workspace, id, deliveryId), workspace.id)
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
          'The event keeps its id and its body but for deliveryId. When the replay is taken, what was to be tried again ' +
          'of the event is given up; when it is not, it is not tried again by itself.',
        params: DeliveryPath,
        response: { 200: ref(PlannedDelivery) },
      },
      config: declare({
        access: 'key',
        errors: ['invalid_param', 'not_found', 'capacity_exceeded'],
        example: { answer: webhookExample.planned },
      }),
    },
    async (request) => {
      const workspace = workspaceOf(request)
      const { id, delivery_id: deliveryId } = request.params
      const delivery = await webhooks.delivery(workspace, id, deliveryId)
      return presentPlanned(await events.replay(workspace, await webhooks.find(workspace, id), delivery))
    },
  )
}
