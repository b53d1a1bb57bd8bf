import { WebhookArchive } from './archive.js'
import { EventService, type EventServiceDeps } from './event-service.js'
import { Outbox, type OutboxDeps } from './outbox.js'
import type { Targets } from './targets.js'
import { WebhookService } from './webhook-service.js'

export interface WebhooksOptions extends OutboxDeps {
  readonly targets: Targets
  /** Makes a secret that nobody can guess. */
  readonly createSecret: () => string
  /** Hears of an event that a webhook is not told of, because too many wait for it already. */
  readonly lost: EventServiceDeps['lost']
  /** When a workspace was seeded, in epoch milliseconds; undefined when it was not. */
  readonly seededAt: (workspaceId: string) => Promise<number | undefined>
}

/** Everything about webhooks: who hears of events, telling them, and what is still to be told. */
export function createWebhooks({ targets, createSecret, lost, seededAt, ...deps }: WebhooksOptions) {
  const { store, failed } = deps
  const outbox = new Outbox(deps)
  return {
    outbox,
    webhooks: new WebhookService({ store, outbox, targets, createSecret }),
    events: new EventService({ store, outbox, targets, lost, failed, seededAt }),
    archive: new WebhookArchive(store, outbox),
  }
}
