import type { Documents } from '../documents.js'
import { WebhookArchive } from './archive.js'
import { EventService, type EventServiceDeps } from './event-service.js'
import type { Lane } from './lane.js'
import { Lanes } from './lanes.js'
import { Outbox, type OutboxDeps } from './outbox.js'
import { WebhookService } from './webhook-service.js'

export type WebhooksOptions = Omit<OutboxDeps, 'lanes'> &
  Omit<EventServiceDeps, 'outbox'> & { readonly laneDocuments: Documents<Lane> }

/** Everything about webhooks: who hears of events, telling them, and what is still to be told. */
export function createWebhooks(options: WebhooksOptions) {
  const lanes = new Lanes(options.laneDocuments, options.store)
  const outbox = new Outbox({ ...options, lanes })
  const deps = { ...options, lanes, outbox }
  return {
    outbox,
    webhooks: new WebhookService(deps),
    events: new EventService(deps),
    archive: new WebhookArchive(deps.store, lanes, outbox),
  }
}
