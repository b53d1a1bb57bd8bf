import type { EventService } from '../../webhooks/event-service.js'
import type { WebhookService } from '../../webhooks/webhook-service.js'

export interface WebhooksDeps {
  readonly webhooks: WebhookService
  readonly events: EventService
}

export const tags = ['Webhooks']
