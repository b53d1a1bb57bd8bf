import type { Workspace } from '../workspaces/workspace.js'
import type { Delivery } from './delivery.js'
import type { DueAttempt } from './lane.js'
import type { Lanes } from './lanes.js'
import type { Outbox } from './outbox.js'
import type { WebhookStore } from './store.js'
import type { Webhook } from './webhook.js'

/** A webhook in its place among those of its workspace. */
export interface KeptWebhook extends Omit<Webhook, 'workspaceId' | 'version'> {
  readonly position: number
}

/** All that a workspace holds of webhooks, apart from the workspace. */
export interface KeptWebhooks {
  readonly webhooks: readonly KeptWebhook[]
  readonly deliveries: readonly Omit<Delivery, 'workspaceId'>[]
  /** Attempts that are still to come. */
  readonly due: readonly (DueAttempt & { readonly webhookId: string })[]
}

export const noWebhooks: KeptWebhooks = { webhooks: [], deliveries: [], due: [] }

/** Takes the webhooks of a workspace, with their log and what waits, and puts them back. */
export class WebhookArchive {
  readonly #store: WebhookStore
  readonly #lanes: Lanes
  readonly #outbox: Outbox

  constructor(store: WebhookStore, lanes: Lanes, outbox: Outbox) {
    this.#store = store
    this.#lanes = lanes
    this.#outbox = outbox
  }

  async take(workspace: Workspace): Promise<KeptWebhooks> {
    const stored = await this.#store.listWebhooks(workspace.id)
    const ids = stored.map(({ webhook }) => webhook.id)
    const due = await Promise.all(
      ids.map(async (webhookId) =>
        (await this.#lanes.unended(workspace, webhookId)).map((one) => ({ ...one, webhookId })),
      ),
    )
    const logs = await Promise.all(ids.map((id) => this.#store.listDeliveries(workspace.id, id)))
    return {
      webhooks: stored.map(({ webhook: { workspaceId: _, version: __, ...rest }, position }) => ({
        ...rest,
        position,
      })),
      deliveries: logs.flat().map(({ workspaceId: _, ...rest }) => rest),
      due: due.flat(),
    }
  }

  /** Puts these in the place of all that the workspace holds; what waits is due in its time as it is now. */
  async restore(workspace: Workspace, { webhooks, deliveries, due }: KeptWebhooks): Promise<void> {
    const { id: workspaceId } = workspace
    await this.#store.replaceWebhooks(workspaceId, {
      webhooks: webhooks.map(({ position, ...rest }) => ({
        webhook: { ...rest, workspaceId, version: 1 },
        position,
      })),
      deliveries: deliveries.map((one) => ({ ...one, workspaceId })),
    })
    for (const { webhookId, ...attempt } of due) await this.#outbox.add(workspace, webhookId, attempt)
    await this.#outbox.wake()
  }
}
