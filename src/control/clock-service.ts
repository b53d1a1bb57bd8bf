import type { Clock } from '../lib/clock.js'
import { defaultsId } from '../workspaces/state.js'
import type { Transaction } from '../workspaces/transaction.js'
import type { Transactions } from '../workspaces/transactions.js'
import type { Workspace } from '../workspaces/workspace.js'
import {
  advanceClock,
  type ClockReading,
  type ClockSetting,
  realTime,
  requireInstant,
  setClock,
  type WorkspaceClock,
} from '../workspaces/workspace-clock.js'
import type { Workspaces } from '../workspaces/workspaces.js'
import type { Defaults } from './defaults.js'
import type { Journal } from './journal.js'

export interface ClockServiceDeps {
  /** Real time. */
  readonly clock: Clock
  readonly workspaces: Workspaces
  readonly transactions: Transactions
  readonly journal: Journal
  readonly defaults: Defaults
}

/** Sets the clock of a workspace; without one, the clocks of all workspaces, existing and new. */
export class ClockService {
  readonly #deps: ClockServiceDeps

  constructor(deps: ClockServiceDeps) {
    this.#deps = deps
  }

  /** What the clock of the workspace shows; without one, the clock of new workspaces. */
  async read(workspace: Workspace | null): Promise<ClockReading> {
    return (workspace ?? (await this.#deps.workspaces.defaults())).clock.read()
  }

  /**
   * Sets the instant, or whether the clock stands still, or both.
   *
   * @throws {ApiError} `invalid_body` for an instant that no clock can show.
   */
  async set(workspace: Workspace | null, setting: Partial<ClockReading>): Promise<ClockReading> {
    if (setting.nowMs !== undefined) requireInstant(setting.nowMs, 'now')
    return this.#change(workspace, (before) => setClock(before, this.#deps.clock.now(), setting))
  }

  /**
   * Moves forward by `byMs` milliseconds.
   *
   * @throws {ApiError} `invalid_body` when a clock would go beyond what it can show; then none moves.
   */
  async advance(workspace: Workspace | null, byMs: number): Promise<ClockReading> {
    const { workspaces } = this.#deps
    const changed = [workspace ?? (await workspaces.defaults())]
    if (workspace === null) await workspaces.forEachId(async (id) => changed.push(await workspaces.peek(id)))
    for (const { clock } of changed) requireInstant(clock.now() + byMs, 'by')
    return this.#change(workspace, (before) => advanceClock(before, byMs))
  }

  /** Back to real time. */
  reset(workspace: Workspace | null): Promise<ClockReading> {
    return this.#change(workspace, () => realTime)
  }

  /** Records in the journal what the clock of a workspace shows; without one, the clock of new workspaces. */
  async record(workspaceId: string | null): Promise<void> {
    const { clock } = await this.#deps.workspaces.peek(workspaceId ?? defaultsId)
    this.#record(workspaceId, clock)
  }

  async #change(
    workspace: Workspace | null,
    change: (before: ClockSetting) => ClockSetting,
  ): Promise<ClockReading> {
    const { transactions, defaults } = this.#deps
    if (workspace !== null) {
      const clock = await transactions.run(workspace, (tx) => setClockIn(tx, change))
      return this.#record(workspace.id, clock)
    }
    const { changes, clock } = await transactions.runIn(defaultsId, (tx) => {
      const changes = tx.state.clockChanges + 1
      tx.setState({ ...tx.state, clockChanges: changes })
      return { changes, clock: setClockIn(tx, change) }
    })
    const reading = this.#record(null, clock)
    await defaults.follow(
      (tx) => {
        // A workspace that began since has the change already.
        if (tx.state.clockChanges < changes) setClockIn(tx, change)
      },
      (id, clock) => this.#record(id, clock),
    )
    return reading
  }

  #record(workspaceId: string | null, clock: WorkspaceClock): ClockReading {
    this.#deps.journal.record(workspaceId, clock.now(), { type: 'clock', clock: clock.read() })
    return clock.read()
  }
}

function setClockIn(tx: Transaction, change: (before: ClockSetting) => ClockSetting): WorkspaceClock {
  tx.setState({ ...tx.state, clock: change(tx.state.clock) })
  // A delivery may be due now, which DeliveryWorker looks for.
  tx.announce()
  return tx.clock
}
