import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { workspaceOf } from '../http/context.js'
import { pageQuery } from '../http/page-query.js'
import { paginate } from '../http/paginate.js'
import { declare } from '../http/policy.js'
import { isoTime } from '../lib/clock.js'
import { ref } from '../lib/schema.js'
import { tags, type WebhooksDeps } from './deps.js'
import { type EventType, type eventNames, eventTypeOf } from './event-types.js'
import { webhookExample } from './examples.js'
import { presentWebhook } from './present-webhook.js'
import {
  DeletedWebhook,
  RotatedSecret,
  WebhookBody,
  WebhookChangeBody,
  WebhookList,
  WebhookPath,
  WebhookSubscription,
  webhooksLimit,
} from './schema.js'

/** /v1/webhooks and /v1/webhooks/{id} (published): who hears of events. */
export const subscriptionsRoutes: FastifyPluginAsyncTypebox<WebhooksDeps> = async (app, { webhooks }) => {
  app.post(
    '/v1/webhooks',
    {
      schema: {
        operationId: 'create_webhook',
        tags,
        summary: 'Subscribe an endpoint to events',
        description:
          'The only answer that holds the secret. The url must lead to this machine or a private network, or where ' +
          'REPULL_MOCK_WEBHOOK_TARGETS says. A name that can not be resolved yet is tried at each delivery.',
        body: WebhookBody,
        response: { 201: ref(WebhookSubscription) },
      },
      config: declare({
        access: 'key',
        body: 'required',
        errors: [],
        example: { body: webhookExample.body, answer: webhookExample.created },
      }),
    },
    async (request, reply) => {
      const { url, events, description = null } = request.body
      const input = { url, events: typesOf(events), description }
      const webhook = await webhooks.create(workspaceOf(request), input)
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
        summary: 'List the webhooks of the workspace, newest first',
        querystring: pageQuery(webhooksLimit),
        response: { 200: ref(WebhookList) },
      },
      config: declare({ access: 'key', errors: [], example: { answer: webhookExample.list } }),
    },
    async (request) => {
      const newestFirst = (await webhooks.list(workspaceOf(request))).toReversed()
      const { items, pagination } = paginate(newestFirst, request.query, webhooksLimit)
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
        params: WebhookPath,
        response: { 200: ref(WebhookSubscription) },
      },
      config: declare({
        access: 'key',
        errors: ['invalid_param', 'not_found'],
        example: { answer: webhookExample.webhook },
      }),
    },
    async (request) => presentWebhook(await webhooks.find(workspaceOf(request), request.params.id)),
  )

  app.patch(
    '/v1/webhooks/:id',
    {
      schema: {
        operationId: 'update_webhook',
        tags,
        summary: 'Change a webhook, pause it or set it to active',
        description:
          'Setting it to active starts the count of its failures anew. A paused one hears nothing, and what was to be ' +
          'sent to it again is given up.',
        params: WebhookPath,
        body: WebhookChangeBody,
        response: { 200: ref(WebhookSubscription) },
      },
      config: declare({
        access: 'key',
        body: 'optional',
        errors: ['invalid_param', 'not_found'],
        example: { body: webhookExample.changeBody, answer: webhookExample.webhook },
      }),
    },
    async (request) => {
      const { url, description, events, status } = request.body
      const changes = {
        ...(url !== undefined && { url }),
        ...(description !== undefined && { description }),
        ...(events !== undefined && { events: typesOf(events) }),
        ...(status !== undefined && { status }),
      }
      return presentWebhook(await webhooks.update(workspaceOf(request), request.params.id, changes))
    },
  )

  app.delete(
    '/v1/webhooks/:id',
    {
      schema: {
        operationId: 'delete_webhook',
        tags,
        summary: 'Forget a webhook with its deliveries',
        params: WebhookPath,
        response: { 200: ref(DeletedWebhook) },
      },
      config: declare({
        access: 'key',
        errors: ['invalid_param', 'not_found'],
        example: { answer: webhookExample.deleted },
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
        summary: 'Give a webhook another secret',
        description: 'Deliveries are signed with the new one at once; the old one is worth nothing.',
        params: WebhookPath,
        response: { 200: ref(RotatedSecret) },
      },
      config: declare({
        access: 'key',
        errors: ['invalid_param', 'not_found'],
        example: { answer: webhookExample.rotated },
      }),
    },
    async (request) => {
      const { id, secret, updatedAt } = await webhooks.rotate(workspaceOf(request), request.params.id)
      return { id, secret, rotatedAt: isoTime(updatedAt) }
    },
  )
}

function typesOf(names: readonly (typeof eventNames)[number][]): readonly EventType[] {
  return [...new Set(names.map(eventTypeOf))]
}
