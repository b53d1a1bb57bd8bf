import type { Delivery } from '../../webhooks/delivery.js'
import type { StoredWebhook, WebhookContents, WebhookStore } from '../../webhooks/store.js'
import type { Webhook } from '../../webhooks/webhook.js'
import { lateMs } from './late.js'
import type { Link } from './link.js'
import { readRecord, readRecords, writePlaced, writeRecord } from './record.js'
import type { Reply, Script } from './script.js'
import * as scripts from './webhook-scripts.js'

export interface RedisWebhooksOptions {
  /** How many attempts at a webhook are remembered. */
  readonly deliveries?: number
  /** After how long without a write the webhooks of a workspace are forgotten, in milliseconds of real time. */
  readonly lateMs?: number
}

/** Keeps webhooks in Redis or Valkey, for all servers, and the last of their deliveries. Each method is one script. */
export class RedisWebhooks implements WebhookStore {
  readonly #link: Link
  readonly #options: Required<RedisWebhooksOptions>

  constructor(link: Link, options: RedisWebhooksOptions = {}) {
    this.#link = link
    this.#options = { deliveries: 200, lateMs, ...options }
  }

  async addWebhook(webhook: Webhook, most: number): Promise<'added' | 'full' | 'taken'> {
    const outcome = await this.#run(scripts.addWebhook, webhook.workspaceId, most, ...writeRecord(webhook))
    return outcome as 'added' | 'full' | 'taken'
  }

  async findWebhook(workspaceId: string, id: string): Promise<Webhook | undefined> {
    const text = (await this.#run(scripts.findWebhook, workspaceId, id)) as string | null
    return text === null ? undefined : readRecord<Webhook>(text).value
  }

  async listWebhooks(workspaceId: string): Promise<readonly StoredWebhook[]> {
    const texts = (await this.#run(scripts.listWebhooks, workspaceId)) as readonly string[]
    return readRecords<Webhook>(texts).map(({ value, position }) => ({ webhook: value, position }))
  }

  async replaceWebhook(next: Webhook): Promise<boolean> {
    return (await this.#run(scripts.replaceWebhook, next.workspaceId, ...writeRecord(next))) === 1
  }

  async removeWebhook(workspaceId: string, id: string): Promise<boolean> {
    return (await this.#run(scripts.removeWebhook, workspaceId, id)) === 1
  }

  /** One of a webhook that is gone is not kept. */
  async addDelivery(delivery: Delivery): Promise<void> {
    const { workspaceId, webhookId } = delivery
    const json = JSON.stringify(delivery)
    await this.#run(scripts.addDelivery, workspaceId, webhookId, this.#options.deliveries, json)
  }

  async listDeliveries(workspaceId: string, webhookId: string): Promise<readonly Delivery[]> {
    const texts = (await this.#run(scripts.listDeliveries, workspaceId, webhookId)) as readonly string[]
    return texts.map((text) => JSON.parse(text) as Delivery)
  }

  async replaceWebhooks(workspaceId: string, { webhooks, deliveries }: WebhookContents): Promise<void> {
    await this.#run(
      scripts.replaceWebhooks,
      workspaceId,
      this.#options.deliveries,
      webhooks.length,
      ...webhooks.flatMap(({ webhook, position }) => writePlaced(webhook, position)),
      ...deliveries.flatMap((delivery) => [delivery.webhookId, JSON.stringify(delivery)]),
    )
  }

  #run(script: Script, workspaceId: string, ...args: readonly (string | number)[]): Promise<Reply> {
    return this.#link.run(script, [''], [this.#options.lateMs, workspaceId, ...args])
  }
}
