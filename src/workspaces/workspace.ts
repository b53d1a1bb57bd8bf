import type { ApiVersion } from '../versions/api-version.js'
import type { WorkspaceState } from './state.js'
import type { Transaction } from './transaction.js'
import type { WorkspaceClock } from './workspace-clock.js'

/** What one API key sees and nobody else, for one request: its state as the request found it, and what the request is at. */
export class Workspace {
  /** A UUID that follows from the key. */
  readonly id: string
  readonly state: WorkspaceState
  /** The version of the record of its state; 0 when there is none. */
  readonly stateVersion: number
  readonly clock: WorkspaceClock
  /** The version of the API that its calls speak unless they prefer another. */
  readonly apiVersion: ApiVersion
  /** The transaction around the whole request, which `Transactions.run` then uses; null where each change is one of its own. */
  transaction: Transaction | null = null
  /** Whether the request waited for its channel, which it does not again when its transaction runs again. */
  hasWaited = false

  constructor(
    id: string,
    state: WorkspaceState,
    stateVersion: number,
    clock: WorkspaceClock,
    apiVersion: ApiVersion,
  ) {
    this.id = id
    this.state = state
    this.stateVersion = stateVersion
    this.clock = clock
    this.apiVersion = apiVersion
  }

  /** Another one each time that everything in the workspace was replaced. */
  get generation(): number {
    return this.state.generation
  }

  /**
   * The id from which its accounts and derived listings follow: its own, or for a copy that of the workspace it stems from, so
   * that the same host has the same account in both.
   */
  get origin(): string {
    return this.state.origin ?? this.id
  }
}
