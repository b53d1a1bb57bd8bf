import type { Delivery } from './delivery.js'
import type { Webhook } from './webhook.js'

/** A webhook and its place in the order in which the workspace's were made. */
export interface StoredWebhook {
  readonly webhook: Webhook
  readonly position: number
}

/** What a workspace holds, each kind oldest first. */
export interface WebhookContents {
  readonly webhooks: readonly StoredWebhook[]
  readonly deliveries: readonly Delivery[]
}

/** Keeps webhooks and the log of their deliveries, and decides nothing. Each call is atomic. */
export interface WebhookStore {
  /**
   * Adds a webhook.
   *
   * @returns `full`, and nothing is added, when the workspace has so many already; `taken`, and nothing is added, when it
   * has one with this id.
   */
  addWebhook(webhook: Webhook, most: number): Promise<'added' | 'full' | 'taken'>
  findWebhook(workspaceId: string, id: string): Promise<Webhook | undefined>
  /** The workspace's webhooks, oldest first. */
  listWebhooks(workspaceId: string): Promise<readonly StoredWebhook[]>
  /** Returns false, and nothing is changed, when the one that is there does not have the version before. */
  replaceWebhook(next: Webhook): Promise<boolean>
  /** Forgets a webhook with its deliveries. Returns false when there was none. */
  removeWebhook(workspaceId: string, id: string): Promise<boolean>
  /** Adds an attempt to the log of its webhook, of which the oldest are forgotten. */
  addDelivery(delivery: Delivery): Promise<void>
  /** The attempts that are remembered, oldest first. */
  listDeliveries(workspaceId: string, webhookId: string): Promise<readonly Delivery[]>
  /** Puts these records in the place of everything that the workspace holds. */
  replaceWebhooks(workspaceId: string, contents: WebhookContents): Promise<void>
}
