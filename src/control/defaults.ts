import type { RecordStore } from '../storage/records.js'
import { defaultsId } from '../workspaces/state.js'
import type { Transaction } from '../workspaces/transaction.js'
import type { Transactions } from '../workspaces/transactions.js'
import type { Workspace } from '../workspaces/workspace.js'
import type { WorkspaceClock } from '../workspaces/workspace-clock.js'
import type { Workspaces } from '../workspaces/workspaces.js'
import { type Fault, faultRecords } from './fault.js'

export interface DefaultsDeps {
  readonly records: RecordStore
  readonly transactions: Transactions
  readonly workspaces: Workspaces
}

/**
 * What is set for all workspaces: a clock, faults and the version of the API. They are records of their own. Every workspace
 * begins with a copy, and those that there are follow each change.
 *
 * Two workspaces are never changed in one commit, so both sides go by an order. A change writes the defaults first and asks
 * for the workspaces then. A workspace is registered first, and reads the defaults then. Of the two, one always sees the
 * other; where both do, they write the same state record, and the one that comes second runs again.
 */
export class Defaults {
  readonly #deps: DefaultsDeps

  constructor(deps: DefaultsDeps) {
    this.#deps = deps
  }

  /** The faults that a workspace begins with, the oldest first. */
  async #faults(): Promise<readonly Fault[]> {
    const { records } = await this.#deps.records.list(defaultsId, faultRecords)
    return records.map(({ value }) => value)
  }

  /** Gives a workspace a copy of the defaults. It must have a state already, so that a change at the same time is noticed. */
  async copyTo(tx: Transaction): Promise<void> {
    const [defaults, faults] = await Promise.all([this.#deps.workspaces.defaults(), this.#faults()])
    const { name } = tx.state
    const generation = Math.max(tx.state.generation, defaults.generation)
    tx.setState({ ...defaults.state, generation, faultsMade: 0, ...(name !== undefined && { name }) })
    putFaults(tx, faults)
  }

  /** Copies the defaults to a workspace that is registered and has none yet. */
  async begin(workspace: Workspace): Promise<void> {
    await this.#deps.transactions.run(workspace, async (tx) => {
      if (tx.state.isBeginning) await this.copyTo(tx)
    })
  }

  /**
   * Lets every workspace follow a change of the defaults that was committed.
   *
   * @param work changes one. It may have begun since, with the change.
   * @param followed is called with the clock of each, once it has the change.
   */
  async follow(
    work: (tx: Transaction) => void | Promise<void>,
    followed: (workspaceId: string, clock: WorkspaceClock) => void = () => {},
  ): Promise<void> {
    const { transactions, workspaces } = this.#deps
    await workspaces.forEachId(async (id) => {
      const clock = await transactions.runIn(id, async (tx) => {
        // One that was forgotten just now begins with the change, if it comes back.
        if (!tx.hasState) return null
        if (tx.state.isBeginning) await this.copyTo(tx)
        else await work(tx)
        // Whoever copies the defaults to it at the same time does so again.
        tx.setState(tx.state)
        return tx.clock
      })
      if (clock !== null) followed(id, clock)
    })
  }
}

/** Writes faults as a part of a transaction, as if none had been applied. */
export function putFaults(tx: Transaction, faults: readonly Fault[]): void {
  // There is room for them, whatever the workspace has of its own.
  for (const { skipped, ...fault } of faults)
    tx.put(faultRecords, fault.id, { ...fault, remaining: fault.times, hits: 0 })
  if (faults.length > 0 && !tx.state.hasFaults) tx.setState({ ...tx.state, hasFaults: true })
}
