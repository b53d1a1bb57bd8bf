import { ApiError } from '../errors/api-error.js'
import type { DeliveryWorkerDeps } from './delivery-worker.js'
import type { Lost } from './event-plan.js'

/** Where it is written. */
export interface Log {
  warn(found: object, text: string): void
  error(found: object, text: string): void
}

/** Writes what goes wrong with deliveries into the log. That the store is away, it says itself. */
export function deliveryLog(log: Log): Pick<DeliveryWorkerDeps, 'failed'> & { readonly lost: Lost } {
  return {
    lost: ({ type }, { id: webhook }) =>
      log.warn({ webhook, type }, 'a webhook is not told of an event, because too many wait for it'),
    failed: (err) => {
      if (err instanceof ApiError) return
      log.error({ err }, 'a webhook was not delivered by a bug of the mock')
    },
  }
}
