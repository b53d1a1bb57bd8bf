import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { workspaceOf } from '../http/context.js'
import { pageQuery, paginate, whole } from '../http/lists.js'
import { declare } from '../http/policy.js'
import { isoTime } from '../lib/clock.js'
import { ref } from '../lib/schema.js'
import { deliveryRoutes, type WebhooksDeps } from './delivery-routes.js'
import { sampleWebhook } from './examples.js'
import { presentWebhook } from './present.js'
import * as schema from './schema.js'

const tags = ['Webhooks']
const { id, url, events, secret, createdAt } = sampleWebhook
const answer = presentWebhook(sampleWebhook)

/** Everything under /v1/webhooks (published): the webhooks themselves here, the rest in `deliveryRoutes`. */
export const webhooksRoutes: FastifyPluginAsyncTypebox<WebhooksDeps> = async (app, deps) => {
  const { webhooks } = deps
  app.post(
    '/v1/webhooks',
    {
      schema: {
        operationId: 'create_webhook',
        tags,
        summary: 'Subscribe an endpoint to events',
        description:
          'Creates a webhook, active at once. Store the `secret`: only this answer has it. ' +
          'The `url` must lead to this machine or a private network, unless `REPULL_MOCK_WEBHOOK_TARGETS` allows more.',
        body: schema.WebhookBody,
        response: { 201: ref(schema.WebhookSubscription) },
      },
      config: declare({
        access: 'key',
        body: 'required',
        errors: [],
        example: { body: { url, events }, answer: { ...answer, secret } },
      }),
    },
    async (request, reply) => {
      const webhook = await webhooks.create(workspaceOf(request), request.body)
      reply.code(201)
      return { ...presentWebhook(webhook), secret: webhook.secret }
    },
  )

  app.get(
    '/v1/webhooks',
    {
      schema: {
        operationId: 'list_webhooks',
        tags,
        summary: 'List the webhooks of the workspace',
        description:
          'Use it to see which endpoints get events, and whether failures have disabled one. The newest comes first. Secrets are masked.',
        querystring: pageQuery(schema.webhooksLimit),
        response: { 200: ref(schema.WebhookList) },
      },
      config: declare({ access: 'key', errors: [], example: { answer: whole([answer]) } }),
    },
    async (request) => {
      const newestFirst = (await webhooks.list(workspaceOf(request))).toReversed()
      const { items, pagination } = paginate(newestFirst, request.query, schema.webhooksLimit)
      return { data: items.map(({ value }) => presentWebhook(value)), pagination }
    },
  )

  app.get(
    '/v1/webhooks/:id',
    {
      schema: {
        operationId: 'get_webhook',
        tags,
        summary: 'Read a webhook',
        description:
          'Use it to see the status of one endpoint and the result of its last delivery. The secret is masked.',
        params: schema.WebhookPath,
        response: { 200: ref(schema.WebhookSubscription) },
      },
      config: declare({ access: 'key', errors: ['invalid_param', 'not_found'], example: { answer } }),
    },
    async (request) => presentWebhook(await webhooks.find(workspaceOf(request), request.params.id)),
  )

  app.patch(
    '/v1/webhooks/:id',
    {
      schema: {
        operationId: 'update_webhook',
        tags,
        summary: 'Change, pause or resume a webhook',
        description:
          'Members that are left out stay as they are. Pausing a webhook cancels its waiting deliveries. ' +
          'Setting it to `active` resets its count of failures, and enables it again after failures disabled it.',
        params: schema.WebhookPath,
        body: schema.WebhookChangeBody,
        response: { 200: ref(schema.WebhookSubscription) },
      },
      config: declare({
        access: 'key',
        body: 'optional',
        errors: ['invalid_param', 'not_found'],
        example: { body: { status: 'active' }, answer },
      }),
    },
    async (request) =>
      presentWebhook(await webhooks.update(workspaceOf(request), request.params.id, request.body)),
  )

  app.delete(
    '/v1/webhooks/:id',
    {
      schema: {
        operationId: 'delete_webhook',
        tags,
        summary: 'Delete a webhook',
        description:
          'Deletes the webhook and the log of its deliveries. It gets no new events. Deliveries that wait are still made, with their retries; set the status to `paused` first to cancel them.',
        params: schema.WebhookPath,
        response: { 200: ref(schema.DeletedWebhook) },
      },
      config: declare({
        access: 'key',
        errors: ['invalid_param', 'not_found'],
        example: { answer: { deleted: true, id } },
      }),
    },
    async (request) => {
      await webhooks.remove(workspaceOf(request), request.params.id)
      return { deleted: true, id: request.params.id }
    },
  )

  app.post(
    '/v1/webhooks/:id/rotate-secret',
    {
      schema: {
        operationId: 'rotate_webhook_secret',
        tags,
        summary: 'Replace the secret of a webhook',
        description:
          'Deliveries are signed with the new secret at once, retries too. Store it: only this answer has it.',
        params: schema.WebhookPath,
        response: { 200: ref(schema.RotatedSecret) },
      },
      config: declare({
        access: 'key',
        errors: ['invalid_param', 'not_found'],
        example: { answer: { id, secret: 'whsec_k3Lr7QvZ1mXcY5nB9dTw0aHs', rotatedAt: isoTime(createdAt) } },
      }),
    },
    async (request) => {
      const { id, secret, updatedAt } = await webhooks.rotate(workspaceOf(request), request.params.id)
      return { id, secret, rotatedAt: isoTime(updatedAt) }
    },
  )

  await deliveryRoutes(app, deps)
}
