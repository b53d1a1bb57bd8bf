import { maskKey } from '../lib/masking.js'
import type { RecordStore } from '../storage/records.js'
import { stateId, states } from './state.js'
import type { Workspace } from './workspace.js'

/**
 * Gives a workspace the name of its key, for those who have no key and see all workspaces. One that has no room for it, or
 * that is changed at the same time, goes on without a name until the next call of the key.
 */
export async function nameWorkspace(
  records: RecordStore,
  { id, state, stateVersion: version }: Workspace,
  apiKey: string,
): Promise<void> {
  const place = { collection: states, id: stateId }
  await records.commit(id, {
    expected: [{ ...place, version }],
    writes: [{ kind: 'put', ...place, value: { ...state, name: maskKey(apiKey) } }],
  })
}
