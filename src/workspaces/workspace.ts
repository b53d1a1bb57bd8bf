import type { Chance, Ids } from '../ids.js'
import type { WorkspaceClock } from './workspace-clock.js'

/** A tenant: everything that one API key sees, and nobody else. */
export interface Workspace {
  /** A UUID that follows from the key. */
  readonly id: string
  readonly clock: WorkspaceClock
  readonly ids: Ids
  /** Decides whether a fault with a probability happens. */
  readonly chance: Chance
  /** Another one each time the workspace begins anew, so that what was kept for the one before is not found. */
  readonly era: Era
}

/** A stretch of a workspace's life. */
export interface Era {
  /** No other era of any workspace has it. */
  readonly id: string
}
