import { WebhookArchive } from './archive.js'
import { EventService, type EventServiceDeps } from './event-service.js'
import { Outbox, type OutboxDeps } from './outbox.js'
import { WebhookService } from './webhook-service.js'

export type WebhooksOptions = OutboxDeps & Omit<EventServiceDeps, 'outbox'>

/** Everything about webhooks: who hears of events, telling them, and what is still to be told. */
export function createWebhooks(options: WebhooksOptions) {
  const outbox = new Outbox(options)
  const deps = { ...options, outbox }
  return {
    outbox,
    webhooks: new WebhookService(deps),
    events: new EventService(deps),
    archive: new WebhookArchive(deps.store, outbox),
  }
}
