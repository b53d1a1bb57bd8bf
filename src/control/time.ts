import { fail } from '../errors/api-error.js'
import { type Clock, isoTime } from '../lib/clock.js'
import { defaultsId } from '../workspaces/state.js'
import type { Transaction } from '../workspaces/transaction.js'
import type { Transactions } from '../workspaces/transactions.js'
import type { Workspace } from '../workspaces/workspace.js'
import {
  advanceClock,
  type ClockReading,
  type ClockSetting,
  realTime,
  setClock,
  type WorkspaceClock,
} from '../workspaces/workspace-clock.js'
import type { Workspaces } from '../workspaces/workspaces.js'
import type { Journal } from './journal.js'

/** The last instant to which a clock can be set: ids and texts of times have no room for much later ones. */
const lastMs = Date.UTC(9000, 0, 1)

export interface TimeDeps {
  /** Real time. */
  readonly clock: Clock
  readonly workspaces: Workspaces
  readonly transactions: Transactions
  readonly journal: Journal
  /** Gives a workspace that begins what was set for all. */
  readonly begin: (tx: Transaction) => Promise<void>
}

/** The clocks in a tester's hand: one workspace's, or all of them and that of later ones. */
export class Time {
  readonly #deps: TimeDeps

  constructor(deps: TimeDeps) {
    this.#deps = deps
  }

  /** What the workspace's clock shows; of none, that of new workspaces. */
  async read(workspace: Workspace | null): Promise<ClockReading> {
    return (workspace ?? (await this.#deps.workspaces.defaults())).clock.read()
  }

  /**
   * Sets the instant, or whether it stands still, or both.
   *
   * @throws {ApiError} `invalid_body` for an instant that no clock can show.
   */
  async set(workspace: Workspace | null, setting: Partial<ClockReading>): Promise<ClockReading> {
    if (setting.nowMs !== undefined) requireInstant(setting.nowMs, 'now')
    return this.#change(workspace, (before) => setClock(before, this.#deps.clock.now(), setting))
  }

  /**
   * Moves forward by so many milliseconds.
   *
   * @throws {ApiError} `invalid_body` when a clock would go beyond what it can show; then none moves.
   */
  async advance(workspace: Workspace | null, byMs: number): Promise<ClockReading> {
    const { workspaces } = this.#deps
    const meant = workspace === null ? [await workspaces.defaults()] : [workspace]
    if (workspace === null) await workspaces.changeAll(async (id) => meant.push(await workspaces.peek(id)))
    for (const { clock } of meant) requireInstant(clock.now() + byMs, 'by')
    return this.#change(workspace, (before) => advanceClock(before, byMs))
  }

  /** Back to real time. */
  reset(workspace: Workspace | null): Promise<ClockReading> {
    return this.#change(workspace, () => realTime)
  }

  /** Puts into the journal what a workspace's clock shows now, or the clock of new ones. */
  async tell(workspaceId: string | null): Promise<void> {
    const { clock } = await this.#deps.workspaces.peek(workspaceId ?? defaultsId)
    this.#record(workspaceId, clock)
  }

  /** Changes the clock of a workspace; of none, that of later ones and of all that there are. */
  async #change(
    workspace: Workspace | null,
    change: (before: ClockSetting) => ClockSetting,
  ): Promise<ClockReading> {
    if (workspace !== null) return this.#changeOne(workspace.id, workspace.id, (tx) => setClockIn(tx, change))
    let number = 0
    const reading = await this.#changeOne(defaultsId, null, (tx) => {
      number = tx.state.clockChanges + 1
      tx.setState({ ...tx.state, clockChanges: number })
      setClockIn(tx, change)
    })
    // One that began since has it already.
    await this.#deps.workspaces.changeAll((id) =>
      this.#changeOne(id, id, async (tx) => {
        if (tx.isNew) await this.#deps.begin(tx)
        else if (tx.state.clockChanges < number) setClockIn(tx, change)
      }),
    )
    return reading
  }

  async #changeOne(
    id: string,
    scope: string | null,
    change: (tx: Transaction) => void | Promise<void>,
  ): Promise<ClockReading> {
    const clock = await this.#deps.transactions.runIn(id, async (tx) => {
      await change(tx)
      // Something may be due now.
      tx.announce()
      return tx.clock
    })
    this.#record(scope, clock)
    return clock.read()
  }

  #record(id: string | null, clock: WorkspaceClock): void {
    this.#deps.journal.record(id, clock.now(), { type: 'clock', clock: clock.read() })
  }
}

/** Changes the clock of a workspace as a part of a transaction. */
function setClockIn(tx: Transaction, change: (before: ClockSetting) => ClockSetting): void {
  tx.setState({ ...tx.state, clock: change(tx.state.clock) })
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
