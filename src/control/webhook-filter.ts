import { isWebhook, type JournalEntry, type WebhookEntry } from './journal.js'

/** Which deliveries of the journal are meant; what is left out fits all. */
export interface WebhookFilter {
  readonly type?: string | undefined
  /** The id of a webhook. */
  readonly webhook?: string | undefined
  readonly success?: boolean | undefined
}

/** Whether an entry is a delivery that a filter means. */
export function createWebhookFilter({
  type,
  webhook,
  success,
}: WebhookFilter): (entry: JournalEntry) => entry is WebhookEntry {
  return (entry): entry is WebhookEntry => {
    if (!isWebhook(entry)) return false
    const { delivery } = entry.what
    return (
      (type === undefined || type === delivery.event.type) &&
      (webhook === undefined || webhook === delivery.webhookId) &&
      (success === undefined || success === delivery.success)
    )
  }
}
