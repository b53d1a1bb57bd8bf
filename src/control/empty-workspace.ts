import type { Clock } from '../lib/clock.js'
import type { RecordStore } from '../storage/records.js'
import { isSameTime } from '../workspaces/workspace-clock.js'
import type { Workspaces } from '../workspaces/workspaces.js'
import type { FaultService } from './fault-service.js'

export interface EmptyWorkspaceDeps {
  /** Real time. */
  readonly clock: Clock
  readonly records: RecordStore
  readonly workspaces: Workspaces
  readonly faults: FaultService
}

/** Collections of which nobody misses a record: what every workspace has, and answers that were given already. */
export const sparedCollections: ReadonlySet<string> = new Set(['state', 'faults', 'draws', 'answers'])

/** Whether a workspace holds nothing but what every new one begins with, so that nobody misses it. */
export async function isEmptyWorkspace(
  id: string,
  { clock, records, workspaces, faults }: EmptyWorkspaceDeps,
): Promise<boolean> {
  const collections = await records.collections(id)
  if (collections.some((name) => !sparedCollections.has(name))) return false
  const [workspace, defaults] = await Promise.all([workspaces.peek(id), workspaces.defaults()])
  return isSameTime(workspace.state.clock, defaults.state.clock, clock.now()) && (await faults.isEmpty(id))
}
