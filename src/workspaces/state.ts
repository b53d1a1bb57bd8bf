import { bounds } from '../lib/bounds.js'
import { type Collection, jsonCodec } from '../storage/records.js'
import type { ApiVersion } from '../versions/api-version.js'
import { type ClockSetting, realTime } from './workspace-clock.js'

/** What a workspace is apart from its records, an immutable value. It is read in each transaction. */
export interface WorkspaceState {
  /** Grows each time that everything in the workspace is replaced. */
  readonly generation: number
  readonly clock: ClockSetting
  /** How many changes were made to the clock of all workspaces; of one workspace, how many when it began. */
  readonly clockChanges: number
  /** The version of the API that it speaks; that of the server where none was set. */
  readonly apiVersion?: ApiVersion
  /** The id of the workspace of which it is a copy; absent for one that is none. */
  readonly origin?: string
  /** Its API key, masked; absent until a call with the key came. */
  readonly name?: string
  /** Whether it has faults, so that calls look for them. */
  readonly hasFaults: boolean
  /** How many faults were made, for their ids. */
  readonly faultsMade: number
  /** Whether it is registered, but does not have yet what is set for all. */
  readonly isBeginning?: boolean
}

/** The state of a workspace that nobody has changed. */
export const initialState: WorkspaceState = {
  generation: 0,
  clock: realTime,
  clockChanges: 0,
  hasFaults: false,
  faultsMade: 0,
}

/** One record, with the id `stateId`. A workspace has none before its first call, nor once it was forgotten. */
export const states: Collection<WorkspaceState> = {
  name: 'state',
  codec: jsonCodec(),
  ...bounds.states,
}

export const stateId = 'state'

/** The id of the records that later workspaces begin with. No workspace has it. */
export const defaultsId = '*'
