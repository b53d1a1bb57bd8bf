import { DeliveryWorker, type DeliveryWorkerDeps } from './delivery-worker.js'
import { EventService, type EventServiceDeps } from './event-service.js'
import { LeasedDeliveries, type LeasedDeliveriesDeps } from './leased-deliveries.js'
import { WebhookService } from './webhook-service.js'

export type WebhooksOptions = Omit<DeliveryWorkerDeps, 'deliveries'> &
  LeasedDeliveriesDeps &
  Omit<EventServiceDeps, 'worker'>

/** Everything about webhooks: who hears of events, and telling them. */
export function createWebhooks(options: WebhooksOptions) {
  const worker = new DeliveryWorker({ ...options, deliveries: new LeasedDeliveries(options) })
  return {
    worker,
    webhooks: new WebhookService(options),
    events: new EventService({ ...options, worker }),
  }
}
