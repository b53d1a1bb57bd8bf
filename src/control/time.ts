import { fail } from '../errors/api-error.js'
import { isoTime } from '../iso-time.js'
import type { Workspace } from '../workspaces/workspace.js'
import type { ClockReading, WorkspaceClock } from '../workspaces/workspace-clock.js'
import type { Workspaces } from '../workspaces/workspaces.js'
import type { Journal } from './journal.js'

/** The last instant to which a clock can be set: ids and texts of times have no room for much later ones. */
const lastMs = Date.UTC(9000, 0, 1)

/** A workspace as far as its time goes; without an id, all. */
interface Timed {
  readonly id: string | null
  readonly clock: WorkspaceClock
}

/** The clocks in a tester's hand: one workspace's, or all of them and that of later ones. */
export class Time {
  readonly #workspaces: Workspaces
  readonly #journal: Journal
  readonly #changed: () => void

  /** @param changed is called after clocks were changed, because something may be due now. */
  constructor(workspaces: Workspaces, journal: Journal, changed: () => void) {
    this.#workspaces = workspaces
    this.#journal = journal
    this.#changed = changed
  }

  /** What the workspace's clock shows; of none, that of new workspaces. */
  async read(workspace: Workspace | null): Promise<ClockReading> {
    if (workspace === null) await this.#workspaces.learnDefault()
    return this.#clockOf(workspace).read()
  }

  /**
   * Sets the instant, or whether it stands still, or both.
   *
   * @throws {ApiError} `invalid_body` for an instant that no clock can show.
   */
  async set(workspace: Workspace | null, setting: Partial<ClockReading>): Promise<ClockReading> {
    if (setting.nowMs !== undefined) requireInstant(setting.nowMs, 'now')
    return this.#change(workspace, (clock) => clock.set(setting))
  }

  /**
   * Moves forward by so many milliseconds.
   *
   * @throws {ApiError} `invalid_body` when a clock would go beyond what it can show; then none moves.
   */
  async advance(workspace: Workspace | null, byMs: number): Promise<ClockReading> {
    for (const { clock } of await this.#meant(workspace)) requireInstant(clock.now() + byMs, 'by')
    return this.#change(workspace, (clock) => clock.advance(byMs))
  }

  /** Back to real time. */
  reset(workspace: Workspace | null): Promise<ClockReading> {
    return this.#change(workspace, (clock) => clock.reset())
  }

  /** Puts into the journal what a workspace's clock shows now, or the clock of new ones. */
  tell(workspace: Workspace | null): void {
    this.#record(workspace ?? { id: null, clock: this.#workspaces.defaultClock })
  }

  async #change(workspace: Workspace | null, change: (clock: WorkspaceClock) => void): Promise<ClockReading> {
    const reading = await this.#workspaces.changeClock(workspace, change)
    for (const meant of await this.#meant(workspace)) this.#record(meant)
    this.#changed()
    return reading
  }

  async #meant(workspace: Workspace | null): Promise<readonly Timed[]> {
    if (workspace !== null) return [workspace]
    return [{ id: null, clock: this.#workspaces.defaultClock }, ...(await this.#workspaces.all())]
  }

  #record({ id, clock }: Timed): void {
    this.#journal.record(id, clock.now(), { type: 'clock', clock: clock.read() })
  }

  #clockOf(workspace: Workspace | null): WorkspaceClock {
    return workspace?.clock ?? this.#workspaces.defaultClock
  }
}

/**
 * Refuses an instant that a clock can't show.
 *
 * @param field what named it.
 * @throws {ApiError} `invalid_body`.
 */
export function requireInstant(epochMs: number, field: string): void {
  if (epochMs >= 0 && epochMs <= lastMs) return
  fail('invalid_body', {
    message: `${field} leads to a time before ${isoTime(0)} or after ${isoTime(lastMs)}.`,
    fix: `Keep ${field} between the two.`,
    field,
  })
}
