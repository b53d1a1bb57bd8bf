import type { Workspace } from '../workspaces/workspace.js'
import type { WebhookEvent } from './delivery.js'

/** An attempt that is still to come. */
export interface DueAttempt {
  readonly event: WebhookEvent
  /** Its number among the attempts at this event, from 1; a retry behind a replay has a higher one in the end. */
  readonly attempt: number
  /** How many automatic retries came before it; null for a replay, which is not retried. */
  readonly retries: number | null
  /** Epoch milliseconds of the workspace. */
  readonly dueAt: number
}

/** More attempts at one webhook do not wait; later ones are not made. */
export const longestLane = 1000

/** The attempts at one webhook that are still to come. They are made one after the other, in the order of their times. */
export class Lane {
  readonly workspace: Workspace
  readonly webhookId: string
  /** The workspace as it was when this lane began: in another era nobody waits for it. */
  readonly era: object
  /** The attempt that is being made. */
  current: DueAttempt | null = null
  cancelAlarm = () => {}
  readonly #due: DueAttempt[] = []

  constructor(workspace: Workspace, webhookId: string) {
    this.workspace = workspace
    this.webhookId = webhookId
    this.era = workspace.era
  }

  /** @returns false when the lane is full. */
  add(attempt: DueAttempt): boolean {
    if (this.#due.length >= longestLane) return false
    const at = this.#due.findLastIndex(({ dueAt }) => dueAt <= attempt.dueAt) + 1
    this.#due.splice(at, 0, attempt)
    return true
  }

  /** The attempts that wait, the next one first. */
  list(): readonly DueAttempt[] {
    return this.#due
  }

  /** The attempt that is being made, and those that wait. */
  unended(): readonly DueAttempt[] {
    if (this.current === null) return this.#due
    return [{ ...this.current, attempt: Math.max(1, this.current.attempt) }, ...this.#due]
  }

  /** Takes the next attempt as the one that is being made. A retry has no number of its own before it is sent. */
  begin(): void {
    const next = this.#due.shift() as DueAttempt
    this.current = next.retries ? { ...next, attempt: 0 } : next
  }

  /** The highest number that an attempt at an event has already: the one being made, or a replay that waits. */
  lastNumber(eventId: string): number {
    const numbered = this.#due.filter(({ event, retries }) => event.id === eventId && retries === null)
    const current = this.current?.event.id === eventId ? [this.current] : []
    return Math.max(0, ...[...numbered, ...current].map(({ attempt }) => attempt))
  }

  /** Gives up the retries of an event; replays, which somebody asked for, stay. */
  dropRetries(eventId: string): void {
    const kept = this.#due.filter(({ event, retries }) => event.id !== eventId || retries === null)
    this.#due.splice(0, this.#due.length, ...kept)
  }

  /** Gives up all that waits. */
  drop(): void {
    this.#due.length = 0
  }
}
