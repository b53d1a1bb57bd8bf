import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { workspaceOf } from '../http/context.js'
import { declare } from '../http/policy.js'
import { ref } from '../lib/schema.js'
import { bodyOf } from './delivery.js'
import { EventTestPath, PlannedDelivery, ProbeBody, Probed } from './delivery-schema.js'
import { tags, type WebhooksDeps } from './deps.js'
import { eventCatalogue } from './event-catalogue.js'
import type { Samples } from './event-samples.js'
import { eventDomains, eventTypeOf, eventTypes, requireEventType } from './event-types.js'
import { webhookExample } from './examples.js'
import { presentPlanned } from './present-webhook.js'
import { EventCatalogue, WebhookPath } from './schema.js'

/** Every type of event, by domain and in one list. */
function presentCatalogue(samples: Samples) {
  const flat = eventTypes.map((type) => ({ type, ...eventCatalogue[type], samplePayload: samples[type] }))
  const domains = Object.entries(eventDomains).map(([id, title]) => ({
    id,
    title,
    events: flat.filter(({ domain }) => domain === id),
  }))
  return { domains, flat }
}

/** What there is to hear of, and ways to hear it without causing it (published). */
export const webhookTestsRoutes: FastifyPluginAsyncTypebox<WebhooksDeps> = async (
  app,
  { webhooks, events },
) => {
  app.get(
    '/v1/webhooks/event-types',
    {
      schema: {
        operationId: 'list_webhook_event_types',
        tags,
        summary: 'List the types of events',
        response: { 200: ref(EventCatalogue) },
      },
      config: declare({ access: 'key', errors: [], example: { answer: webhookExample.catalogue } }),
    },
    async (request) => presentCatalogue(await events.samples(workspaceOf(request))),
  )

  app.post(
    '/v1/webhooks/:id/ping',
    {
      schema: {
        operationId: 'ping_webhook',
        tags,
        summary: 'Send a ping',
        description: 'Also to a webhook that is not active, and whatever it is subscribed to.',
        params: WebhookPath,
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
      const webhook = await webhooks.find(workspace, request.params.id)
      return presentPlanned(await events.fire(workspace, webhook, 'repull.ping'))
    },
  )

  app.post(
    '/v1/webhooks/:id/test/:event_type',
    {
      schema: {
        operationId: 'test_fire_webhook',
        tags,
        summary: 'Send an event with sample data',
        description: 'It is signed, logged and tried again like any other.',
        params: EventTestPath,
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
      const type = requireEventType(request.params.event_type)
      const webhook = await webhooks.find(workspace, request.params.id)
      return presentPlanned(await events.fire(workspace, webhook, type))
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
          'Once, and without a log: the answer says what came of it, after five seconds at most. Without signing_secret ' +
          'it is signed with one that nobody knows.',
        body: ProbeBody,
        response: { 200: ref(Probed) },
      },
      config: declare({
        access: 'key',
        body: 'required',
        runsOnce: true,
        errors: [],
        example: { body: webhookExample.probeBody, answer: webhookExample.probed },
      }),
    },
    async (request) => {
      const workspace = workspaceOf(request)
      const { url, event_type: name = 'repull.ping', signing_secret: secret } = request.body
      const { event, sent, reply, refusal } = await events.probe(workspace, url, eventTypeOf(name), secret)
      return {
        success: refusal === null,
        statusCode: reply.statusCode,
        responseTimeMs: Math.round(reply.elapsedMs),
        errorMessage: refusal,
        signature: sent.headers['X-Repull-Signature'] as string,
        payload: bodyOf(event, sent.deliveryId, workspace.id),
      }
    },
  )
}
