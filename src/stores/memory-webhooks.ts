import type { Delivery } from '../webhooks/delivery.js'
import type { StoredWebhook, WebhookContents, WebhookStore } from '../webhooks/store.js'
import type { Webhook } from '../webhooks/webhook.js'

/** How many attempts are remembered. */
export interface DeliveryLimits {
  readonly ofWebhook: number
  readonly inAll: number
}

interface Own {
  readonly byId: Map<string, StoredWebhook>
  lastPosition: number
}

/** Keeps webhooks in this process, and the last of their deliveries. */
export class MemoryWebhooks implements WebhookStore {
  readonly #limits: DeliveryLimits
  readonly #own = new Map<string, Own>()
  /** By webhook; the one of the latest attempt comes last. */
  readonly #deliveries = new Map<string, readonly Delivery[]>()
  #count = 0

  constructor(limits: DeliveryLimits = { ofWebhook: 200, inAll: 10_000 }) {
    this.#limits = limits
  }

  async addWebhook(webhook: Webhook, most: number): Promise<'added' | 'full' | 'taken'> {
    const own = this.#own.get(webhook.workspaceId) ?? { byId: new Map(), lastPosition: 0 }
    if (own.byId.has(webhook.id)) return 'taken'
    if (own.byId.size >= most) return 'full'
    own.byId.set(webhook.id, { webhook, position: ++own.lastPosition })
    this.#own.set(webhook.workspaceId, own)
    return 'added'
  }

  async findWebhook(workspaceId: string, id: string): Promise<Webhook | undefined> {
    return this.#own.get(workspaceId)?.byId.get(id)?.webhook
  }

  async listWebhooks(workspaceId: string): Promise<readonly StoredWebhook[]> {
    return [...(this.#own.get(workspaceId)?.byId.values() ?? [])]
  }

  async replaceWebhook(next: Webhook): Promise<boolean> {
    const own = this.#own.get(next.workspaceId)
    const before = own?.byId.get(next.id)
    if (own === undefined || before?.webhook.version !== next.version - 1) return false
    own.byId.set(next.id, { ...before, webhook: next })
    return true
  }

  async removeWebhook(workspaceId: string, id: string): Promise<boolean> {
    const own = this.#own.get(workspaceId)
    if (!own?.byId.delete(id)) return false
    if (own.byId.size === 0) this.#own.delete(workspaceId)
    this.#forget(keyOf(workspaceId, id))
    return true
  }

  async addDelivery(delivery: Delivery): Promise<void> {
    const key = keyOf(delivery.workspaceId, delivery.webhookId)
    const before = this.#deliveries.get(key) ?? []
    this.#forget(key)
    this.#keep(key, [...before, delivery])
  }

  async listDeliveries(workspaceId: string, webhookId: string): Promise<readonly Delivery[]> {
    return this.#deliveries.get(keyOf(workspaceId, webhookId)) ?? []
  }

  async replaceWebhooks(workspaceId: string, { webhooks, deliveries }: WebhookContents): Promise<void> {
    for (const id of this.#own.get(workspaceId)?.byId.keys() ?? []) this.#forget(keyOf(workspaceId, id))
    this.#own.delete(workspaceId)
    const lastPosition = webhooks.at(-1)?.position
    if (lastPosition === undefined) return
    const byId = new Map(webhooks.map((stored) => [stored.webhook.id, stored]))
    this.#own.set(workspaceId, { byId, lastPosition })
    for (const id of byId.keys()) {
      this.#keep(
        keyOf(workspaceId, id),
        deliveries.filter(({ webhookId }) => webhookId === id),
      )
    }
  }

  #keep(key: string, deliveries: readonly Delivery[]): void {
    const kept = deliveries.slice(-this.#limits.ofWebhook)
    if (kept.length === 0) return
    this.#deliveries.set(key, kept)
    this.#count += kept.length
    while (this.#count > this.#limits.inAll) {
      const [oldest, ofOldest] = this.#deliveries.entries().next().value as [string, readonly Delivery[]]
      this.#deliveries.set(oldest, ofOldest.slice(1))
      this.#count--
      if (ofOldest.length <= 1) this.#deliveries.delete(oldest)
    }
  }

  #forget(key: string): void {
    this.#count -= this.#deliveries.get(key)?.length ?? 0
    this.#deliveries.delete(key)
  }
}

function keyOf(workspaceId: string, webhookId: string): string {
  return `${workspaceId}/${webhookId}`
}
