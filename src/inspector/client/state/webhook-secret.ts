import type { Attempt } from '../data/entries.js'
import type { Api } from './api.js'

interface Snapshot {
  readonly webhooks: Readonly<
    Record<'webhooks' | 'deleted', readonly { readonly id: string; readonly secret: string }[]>
  >
}

/** The secret of the webhook that got an attempt, as a snapshot has it; undefined when the webhook is gone. */
export async function secretOf(api: Api, { webhookId, workspace }: Attempt): Promise<string | undefined> {
  const { webhooks } = await api.get<Snapshot>('snapshot', { workspace })
  return [...webhooks.webhooks, ...webhooks.deleted].find(({ id }) => id === webhookId)?.secret
}
