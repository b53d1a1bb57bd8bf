import type { Workspace } from '../workspaces/workspace.js'

/** Calls that a key may make in any `windowMs` (published: 600 a minute). */
export const rateLimit = { calls: 600, windowMs: 60_000 } as const

/** The calls of a workspace within the window that ends now. */
export interface Tally {
  readonly count: number
  /** When the oldest of them was made, in epoch milliseconds of the workspace; null when there is none. */
  readonly oldestMs: number | null
}

/** Counts calls in a sliding window of their workspace's time, anew in each of its generations. */
export interface Rates {
  /**
   * Counts a call of now. One too many is left out where such calls are refused; else the oldest makes room for it.
   *
   * @returns the calls, and whether this one was too many.
   */
  count(workspace: RatedWorkspace, isRefusing: boolean): Counted | Promise<Counted>
  look(workspace: RatedWorkspace): Tally | Promise<Tally>
  /** Forgets the calls of a workspace. */
  forget(workspaceId: string): void | Promise<void>
}

export interface Counted extends Tally {
  readonly isOver: boolean
}

export type RatedWorkspace = Pick<Workspace, 'id' | 'generation' | 'clock'>
