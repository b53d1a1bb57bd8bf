import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import { fail } from '../errors/api-error.js'
import { ref } from '../lib/schema.js'
import { replayPolicy } from '../webhooks/delivery-routes.js'
import { PlannedDelivery, ReplayBody, ReplayedDelivery } from '../webhooks/delivery-schema.js'
import { DeliveryId, WebhookId } from '../webhooks/event-schema.js'
import { eventTypeOf } from '../webhooks/event-types.js'
import { sampleDelivery, sampleWebhook, sampleWorkspaceId } from '../webhooks/examples.js'
import { presentPlanned, presentReplay } from '../webhooks/present.js'
import { type ControlDeps, controlCall, requireWorkspace } from './deps.js'
import { Endpoint, type EndpointLoad, presentEndpoint, TestBody } from './endpoint-schema.js'
import { ListQuery, newestOf, pageOf } from './newest.js'

const sample = presentEndpoint(sampleWebhook, sampleWorkspaceId, { waiting: 0, idle: true })

/** /_mock/endpoints and replays (ours): the webhooks of a workspace, how they fare, and deliveries that a tester asks for. */
export const endpointsRoutes: FastifyPluginAsyncTypebox<ControlDeps> = async (app, deps) => {
  const { workspaces, webhooks, deliveries } = deps
  /** What is to be delivered to each webhook of a workspace. */
  async function loadsOf(id: string): Promise<(webhookId: string) => EndpointLoad> {
    const [waiting, busy] = await Promise.all([
      deliveries.waiting(id),
      deliveries.busy(await workspaces.peek(id)),
    ])
    return (webhookId) => ({ waiting: waiting.get(webhookId) ?? 0, idle: !busy.has(webhookId) })
  }

  app.get(
    '/_mock/endpoints',
    controlCall(
      {
        operationId: 'listMockEndpoints',
        summary: 'List webhooks, and how they fare',
        description:
          'Use it to see which endpoints fail, and how many deliveries wait for each. Without a key it lists those of all workspaces, oldest first.',
        querystring: ListQuery,
        response: { 200: pageOf(Endpoint, 'The webhooks, oldest first.') },
      },
      {
        example: {
          answer: { data: [sample], pagination: { nextCursor: null, hasMore: false, total: 1 } },
        },
      },
    ),
    async (request) => {
      const { items, pagination } = await newestOf(request, request.query, {
        workspaces,
        read: (workspaceId, page) => webhooks.page(workspaceId, page),
        createdAt: ({ value }) => value.createdAt,
      })
      const ids = [...new Set(items.map(({ workspaceId }) => workspaceId))]
      const loads = new Map(await Promise.all(ids.map(async (id) => [id, await loadsOf(id)] as const)))
      const data = items.map(({ workspaceId, item: { value } }) =>
        presentEndpoint(value, workspaceId, loads.get(workspaceId)?.(value.id) as EndpointLoad),
      )
      return { data, pagination }
    },
  )

  app.post(
    '/_mock/endpoints/:id/test',
    controlCall(
      {
        operationId: 'testMockEndpoint',
        summary: 'Send a sample event to a webhook',
        description:
          'It does what `POST /v1/webhooks/{id}/test/{event_type}` does, and leaves no request in the journal. Send a key or `workspace` to say which workspace.',
        params: Type.Object({ id: WebhookId }),
        body: TestBody,
        response: { 200: ref(PlannedDelivery) },
      },
      {
        body: 'optional',
        errors: ['invalid_param', 'not_found', 'capacity_exceeded'],
        example: { body: { type: 'account.created' }, answer: presentPlanned(sampleDelivery) },
      },
    ),
    async (request) => {
      const { type = 'repull.ping' } = request.body
      const workspace = requireWorkspace(request)
      return presentPlanned(await deliveries.test(workspace, request.params.id, eventTypeOf(type)))
    },
  )

  app.post(
    '/_mock/webhooks/:deliveryId/replay',
    controlCall(
      {
        operationId: 'replayMockWebhook',
        summary: 'Send the event of an attempt again',
        description:
          'It does what `POST /v1/webhooks/{id}/deliveries/{delivery_id}/replay` does, with its limits, and finds the webhook itself. Send a key or `workspace` to say which workspace.',
        params: Type.Object({ deliveryId: DeliveryId }),
        body: ReplayBody,
        response: { 200: ref(ReplayedDelivery) },
      },
      replayPolicy,
    ),
    async (request) => {
      const workspace = requireWorkspace(request)
      const { deliveryId } = request.params
      const webhookId = (await deliveries.webhookOf(workspace, deliveryId)) ?? refuseUnknown(deliveryId)
      const force = request.body.force === true
      const { replay, ...planned } = await deliveries.replay(workspace, webhookId, deliveryId, force)
      return presentReplay(planned, replay)
    },
  )
}

function refuseUnknown(id: string): never {
  fail('not_found', {
    message: `No webhook of the workspace has the delivery ${id} in its log.`,
    fix: 'Use a deliveryId of GET /_mock/webhooks, of a webhook that is still there.',
    field: 'deliveryId',
    value_received: id,
  })
}
