import { fail } from '../errors/api-error.js'
import { showable } from '../errors/showable.js'
import { deliveryId } from '../ids.js'
import type { Workspace } from '../workspaces/workspace.js'
import type { Delivery } from './delivery.js'
import { withoutGivenUp } from './given-up.js'
import type { Lanes } from './lanes.js'
import type { Outbox } from './outbox.js'
import type { StoredWebhook, WebhookStore } from './store.js'
import type { Targets } from './targets.js'
import { change, createWebhook, type Webhook, type WebhookChange, type WebhookInput } from './webhook.js'

/** A workspace has no more webhooks. */
export const mostWebhooks = 50

export interface WebhookServiceDeps {
  readonly store: WebhookStore
  readonly lanes: Lanes
  readonly outbox: Outbox
  readonly targets: Targets
  /** Makes a secret that nobody can guess. */
  readonly createSecret: () => string
}

/** The webhooks of a workspace and the log of their deliveries. */
export class WebhookService {
  readonly #deps: WebhookServiceDeps

  constructor(deps: WebhookServiceDeps) {
    this.#deps = deps
  }

  /**
   * Adds a webhook, active from now on.
   *
   * @throws {ApiError} `invalid_body` for a url to which webhooks may not go; `capacity_exceeded` for one too many.
   */
  async create(workspace: Workspace, input: WebhookInput): Promise<Webhook> {
    const { store, targets, createSecret } = this.#deps
    await targets.require(input.url)
    const id = workspace.ids.uuid()
    const webhook = createWebhook(workspace.id, id, createSecret(), input, workspace.clock.now())
    const outcome = await store.addWebhook(webhook, mostWebhooks)
    // Only with a seed can an id be there already: from a snapshot, or from another server with the same seed.
    if (outcome === 'taken') return this.create(workspace, input)
    if (outcome === 'full') {
      fail('capacity_exceeded', {
        message: `The workspace has ${mostWebhooks} webhooks and takes no more.`,
        fix: 'Delete one with DELETE /v1/webhooks/{id}.',
      })
    }
    return webhook
  }

  /** The workspace's webhooks, oldest first. */
  list(workspace: Workspace): Promise<readonly StoredWebhook[]> {
    return this.#deps.store.listWebhooks(workspace.id)
  }

  /** @throws {ApiError} `not_found`. */
  async find(workspace: Workspace, id: string): Promise<Webhook> {
    return (await this.#deps.store.findWebhook(workspace.id, id)) ?? unknownWebhook(id)
  }

  /**
   * Changes a webhook. Setting it to active starts the count of its failures anew; while it is paused, it hears nothing,
   * and what waits for it is given up.
   *
   * @throws {ApiError} `not_found`; `invalid_body` for a url to which webhooks may not go.
   */
  async update(workspace: Workspace, id: string, changes: WebhookChange): Promise<Webhook> {
    if (changes.url !== undefined) await this.#deps.targets.require(changes.url)
    const changed = await this.#change(workspace, id, (webhook) =>
      change(webhook, changes, workspace.clock.now()),
    )
    if (changes.status === 'paused') await this.#deps.outbox.clear(workspace, id)
    return changed
  }

  /**
   * Gives a webhook another secret; the one before is worth nothing at once.
   *
   * @throws {ApiError} `not_found`.
   */
  rotate(workspace: Workspace, id: string): Promise<Webhook> {
    const secret = this.#deps.createSecret()
    return this.#change(workspace, id, (webhook) => ({
      ...change(webhook, {}, workspace.clock.now()),
      secret,
    }))
  }

  /** @throws {ApiError} `not_found`. */
  async remove(workspace: Workspace, id: string): Promise<void> {
    const { store, outbox } = this.#deps
    if (!(await store.removeWebhook(workspace.id, id))) unknownWebhook(id)
    await outbox.drop(workspace, id)
  }

  /**
   * The attempts at a webhook that are remembered, oldest first.
   *
   * @throws {ApiError} `not_found`.
   */
  async deliveries(workspace: Workspace, id: string): Promise<readonly Delivery[]> {
    await this.find(workspace, id)
    const { store, lanes } = this.#deps
    // The log is read last, so that what ends in between is at least in one of the two.
    const unended = await lanes.unended(workspace, id)
    return withoutGivenUp(await store.listDeliveries(workspace.id, id), unended)
  }

  /** @throws {ApiError} `not_found` for an unknown webhook or delivery. */
  async delivery(workspace: Workspace, webhookId: string, id: string): Promise<Delivery> {
    const unended = await this.#deps.lanes.unended(workspace, webhookId)
    const isUnended = unended.some(({ event, attempt }) => deliveryId(webhookId, event.id, attempt) === id)
    const all = await this.deliveries(workspace, webhookId)
    return all.find((delivery) => delivery.id === id) ?? unknownDelivery(id, isUnended)
  }

  async #change(workspace: Workspace, id: string, next: (webhook: Webhook) => Webhook): Promise<Webhook> {
    for (;;) {
      const changed = next(await this.find(workspace, id))
      if (await this.#deps.store.replaceWebhook(changed)) return changed
    }
  }
}

function unknownDelivery(id: string, isUnended: boolean): never {
  fail('not_found', {
    message: isUnended
      ? `The delivery ${id} has not ended.`
      : `The webhook has no delivery ${showable(id)}, or it was too long ago.`,
    fix: isUnended
      ? 'Ask again in a moment; its endpoint has 5 seconds to answer.'
      : 'List those that there are with GET /v1/webhooks/{id}/deliveries.',
    field: 'delivery_id',
    value_received: showable(id),
  })
}

function unknownWebhook(id: string): never {
  fail('not_found', {
    message: `The workspace has no webhook ${showable(id)}.`,
    fix: 'List those that there are with GET /v1/webhooks.',
    field: 'id',
    value_received: showable(id),
  })
}
