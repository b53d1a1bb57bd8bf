import { fail } from '../errors/api-error.js'
import type { Clock } from '../lib/clock.js'
import type { DomainEvent } from './domain-event.js'
import { initialState, stateId, states } from './state.js'
import { Transaction, type TransactionDeps } from './transaction.js'
import type { Workspace } from './workspace.js'

export interface TransactionsOptions extends TransactionDeps {
  /** Hears of the events of a transaction once it is committed. */
  readonly record: (workspaceId: string, clock: Clock, event: DomainEvent) => void
  /** A workspace as it is now; it begins again when it was forgotten. */
  readonly reload: (workspaceId: string) => Promise<KnownState>
}

type Work<T> = (tx: Transaction) => T | Promise<T>

type KnownState = Pick<Workspace, 'state' | 'stateVersion'>

/** Runs changes of workspaces so that each is made together or not at all. */
export class Transactions {
  readonly #options: TransactionsOptions

  constructor(options: TransactionsOptions) {
    this.#options = options
  }

  /**
   * Runs a change as one transaction, or as a part of that of the whole request. When something that it read was changed
   * meanwhile, it runs again.
   *
   * @throws {ApiError} what the work throws, and then nothing is changed; `capacity_exceeded` when a collection is full.
   */
  run<T>(workspace: Workspace, work: Work<T>): Promise<T> {
    const { unit } = workspace
    if (unit !== null) return Promise.resolve(unit).then(work)
    return this.#run(workspace.id, work, workspace, this.#options.reload)
  }

  /** The same for the workspace with this id, as it is now. It does not begin by that. */
  async runIn<T>(workspaceId: string, work: Work<T>): Promise<T> {
    const stateOf = (id: string) => this.#stateOf(id)
    return this.#run(workspaceId, work, await stateOf(workspaceId), stateOf)
  }

  /** Makes everything that a request changes one transaction. The work runs again like any other. */
  unite<T>(workspace: Workspace, work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.#run(
      workspace.id,
      async (tx) => {
        workspace.unit = tx
        try {
          return await work(tx)
        } finally {
          workspace.unit = null
        }
      },
      workspace,
      this.#options.reload,
    )
  }

  /** @param reload reads the state for another run. */
  async #run<T>(
    workspaceId: string,
    work: Work<T>,
    known: KnownState,
    reload: (workspaceId: string) => Promise<KnownState>,
  ): Promise<T> {
    const { records, record } = this.#options
    let { state, stateVersion } = known
    for (;;) {
      const tx = new Transaction(this.#options, workspaceId, state, stateVersion)
      const result = await work(tx)
      if (tx.isEmpty) return result
      let outcome = await records.commit(workspaceId, tx.toChange())
      while (outcome.kind === 'full') {
        if (!tx.leaveOut(outcome.collection)) refuseMore(outcome.collection)
        outcome = await records.commit(workspaceId, tx.toChange())
      }
      if (outcome.kind !== 'conflict') {
        for (const event of tx.events) record(workspaceId, tx.clock, event)
        return result
      }
      ;({ state, stateVersion } = await reload(workspaceId))
    }
  }

  async #stateOf(workspaceId: string): Promise<KnownState> {
    const [found] = await this.#options.records.read(workspaceId, [{ collection: states, id: stateId }])
    return { state: found?.value ?? initialState, stateVersion: found?.version ?? 0 }
  }
}

/** @throws {ApiError} `capacity_exceeded`, always. */
function refuseMore(collection: string): never {
  const [name] = collection.split(':', 1)
  fail('capacity_exceeded', {
    message: `The workspace has no room for more ${name}.`,
    fix: 'Remove some, or empty the workspace with POST /_mock/reset.',
  })
}
