import { failFull, failOutOfMemory } from '../errors/capacity.js'
import { type MaybePromise, then } from '../lib/maybe-promise.js'
import type { DomainEvent } from './domain-event.js'
import { initialState, stateId, states } from './state.js'
import { Transaction, type TransactionDeps } from './transaction.js'
import type { Workspace } from './workspace.js'

export interface TransactionsOptions extends TransactionDeps {
  /** Hears of the events of a transaction once it is committed. */
  readonly record: (tx: Transaction, event: DomainEvent) => void
  /** A workspace as it is now; it begins again when it was forgotten. */
  readonly reload: (workspaceId: string) => MaybePromise<KnownState>
  /** Makes room in the memory for a workspace that has no more, or for any. Returns whether there is some. */
  readonly evict: (per: 'workspace' | 'server', workspaceId: string) => Promise<boolean>
}

type Work<T> = (tx: Transaction) => MaybePromise<T>

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
   * @throws {ApiError} what the work throws, and then nothing is changed; `capacity_exceeded` when a collection or the memory is full.
   */
  run<T>(workspace: Workspace, work: Work<T>): MaybePromise<T> {
    const { transaction } = workspace
    return transaction === null
      ? this.#run(workspace.id, work, workspace, this.#options.reload)
      : work(transaction)
  }

  /** The same for the workspace with this id, as it is now. It does not begin by that. */
  async runIn<T>(workspaceId: string, work: Work<T>): Promise<T> {
    const stateOf = (id: string) => this.#stateOf(id)
    return this.#run(workspaceId, work, await stateOf(workspaceId), stateOf)
  }

  /** Makes what a piece of work changes one transaction, or a part of that of the whole request. */
  together<T>(workspace: Workspace, work: (tx: Transaction) => Promise<T>): MaybePromise<T> {
    return workspace.transaction === null ? this.unite(workspace, work) : work(workspace.transaction)
  }

  /** Makes everything that a request changes one transaction. The work runs again like any other. */
  unite<T>(workspace: Workspace, work: (tx: Transaction) => Promise<T>): MaybePromise<T> {
    return this.#run(
      workspace.id,
      async (tx) => {
        workspace.transaction = tx
        try {
          return await work(tx)
        } finally {
          workspace.transaction = null
        }
      },
      workspace,
      this.#options.reload,
    )
  }

  /** @param reload reads the state for another run. */
  #run<T>(
    workspaceId: string,
    work: Work<T>,
    { state, stateVersion }: KnownState,
    reload: (workspaceId: string) => MaybePromise<KnownState>,
  ): MaybePromise<T> {
    const tx = new Transaction(this.#options, workspaceId, state, stateVersion)
    return then(work(tx), (result) => {
      if (tx.isEmpty) return result
      return then(this.#commit(tx), (isCommitted) => {
        if (isCommitted) return result
        return then(reload(workspaceId), (known) => this.#run(workspaceId, work, known, reload))
      })
    })
  }

  /** @returns false when something that the transaction read was changed meanwhile. */
  #commit(tx: Transaction): MaybePromise<boolean> {
    const { records, record, evict } = this.#options
    return then(records.commit(tx.workspaceId, tx.toChange()), (outcome) => {
      if (outcome.kind === 'full') {
        if (!tx.leaveOut(outcome.collection)) failFull(tx.boundOf(outcome.collection))
        return this.#commit(tx)
      }
      if (outcome.kind === 'no-memory') {
        const { per } = outcome
        return evict(per, tx.workspaceId).then((hasRoom) =>
          hasRoom ? this.#commit(tx) : failOutOfMemory(per),
        )
      }
      if (outcome.kind === 'conflict') return false
      for (const event of tx.events) record(tx, event)
      for (const work of tx.afterCommit) work()
      return true
    })
  }

  #stateOf(workspaceId: string): MaybePromise<KnownState> {
    return then(
      this.#options.records.read(workspaceId, [{ collection: states, id: stateId }]),
      ([found]) => ({ state: found?.value ?? initialState, stateVersion: found?.version ?? 0 }),
    )
  }
}
