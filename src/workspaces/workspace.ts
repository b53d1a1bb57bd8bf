import type { Clock } from '../clock.js'
import type { Ids } from '../ids.js'

/** A tenant: everything that one API key sees, and nobody else. */
export interface Workspace {
  /** A UUID that follows from the key. */
  readonly id: string
  readonly clock: Clock
  readonly ids: Ids
}
