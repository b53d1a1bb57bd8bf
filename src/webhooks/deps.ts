import type { EventService } from './event-service.js'
import type { WebhookService } from './webhook-service.js'

export interface WebhooksDeps {
  readonly webhooks: WebhookService
  readonly events: EventService
}

export const tags = ['Webhooks']
