import type { Decision, HostFault } from '../connections/auto-decision.js'
import { fail } from '../errors/api-error.js'
import { failFull } from '../errors/capacity.js'
import { Batches } from '../lib/batches.js'
import { maskForResponse } from '../lib/masking.js'
import type { MaybePromise } from '../lib/maybe-promise.js'
import type { RecordStore, StoredRecord } from '../storage/records.js'
import type { EventType } from '../webhooks/event-types.js'
import { defaultsId } from '../workspaces/state.js'
import type { Transaction } from '../workspaces/transaction.js'
import type { Transactions } from '../workspaces/transactions.js'
import type { Workspace } from '../workspaces/workspace.js'
import { type Defaults, putFaults } from './defaults.js'
import {
  type Fault,
  type FaultInput,
  type FaultResponse,
  type FaultyCall,
  faultRecords,
  hitsOf,
  isForDecision,
  isForEvent,
  isMatch,
  maxFaults,
  requirePossible,
  requireSmall,
} from './fault.js'
import type { FaultChange, Journal } from './journal.js'

export interface FaultServiceDeps {
  readonly records: RecordStore
  readonly transactions: Transactions
  readonly defaults: Defaults
  readonly journal: Journal
}

/** What the ids of faults for all workspaces begin with. */
const forAll = 'flt_all_'

/**
 * The faults of each workspace. Those for all workspaces are copied to every one that there is, and to later ones when
 * they begin. They apply to calls of no workspace too.
 */
export class FaultService {
  readonly #deps: FaultServiceDeps
  readonly #hits = new Batches<Fault | null>()

  constructor(deps: FaultServiceDeps) {
    this.#deps = deps
  }

  /** The faults of a workspace, oldest first; without one, those that a new workspace begins with. */
  async list(workspace: Workspace | null): Promise<readonly Fault[]> {
    const { records } = await this.#deps.records.list(workspace?.id ?? defaultsId, faultRecords)
    return records.map(({ value }) => value)
  }

  /**
   * Adds a fault to a workspace, or to all, later ones too.
   *
   * @throws {ApiError} what `requirePossible` and `requireSmall` throw; `capacity_exceeded` when too many faults may still apply.
   */
  async add(workspace: Workspace | null, input: FaultInput): Promise<Fault> {
    requirePossible(input)
    const { records, transactions, defaults } = this.#deps
    if (workspace !== null)
      return (await transactions.run(workspace, (tx) => this.#add(tx, input, 'flt_'))).fault
    const { fault, replaced } = await transactions.runIn(defaultsId, (tx) => this.#add(tx, input, forAll))
    await defaults.follow(async (tx) => {
      if (replaced !== undefined) tx.delete(faultRecords, replaced.id)
      // A workspace that began since has it already, perhaps with a lower count.
      if ((await tx.get(faultRecords, fault.id)) !== undefined) return
      // It may have been removed since, from here too.
      const [kept] = await records.read(defaultsId, [{ collection: faultRecords, id: fault.id }])
      if (kept === undefined) return
      putFaults(tx, [kept.value])
      this.#record(tx, 'added', fault)
    })
    return fault
  }

  /** Removes the faults of a workspace; without one, the faults of all. */
  async clear(workspace: Workspace | null): Promise<void> {
    await this.#change(workspace, async (tx) => {
      for (const { value } of await tx.list(faultRecords)) this.#record(tx, 'removed', value)
      tx.clear(faultRecords)
      if (tx.state.hasFaults) tx.setState({ ...tx.state, hasFaults: false })
      // Those that were set for all since stay.
      if (workspace === null && tx.workspaceId !== defaultsId) putFaults(tx, await this.list(null))
    })
  }

  /** @throws {ApiError} `not_found`. */
  async remove(workspace: Workspace | null, id: string): Promise<void> {
    let isFound = false
    await this.#change(workspace, async (tx) => {
      const all = await tx.list(faultRecords)
      const found = all.find((one) => one.id === id)
      if (found === undefined) return
      isFound = true
      this.#record(tx, 'removed', found.value)
      tx.delete(faultRecords, id)
      if (all.length === 1) tx.setState({ ...tx.state, hasFaults: false })
    })
    if (isFound) return
    fail('not_found', {
      message: `No fault has the id ${maskForResponse(id)}.`,
      fix: 'List the faults with GET /_mock/faults.',
      field: 'id',
      value_received: maskForResponse(id),
    })
  }

  /** Applies the first fault that matches a call: it counts as applied from now on. Null when none does. */
  applyToCall(workspace: Workspace, call: FaultyCall): MaybePromise<Fault | null> {
    return workspace.state.hasFaults ? this.#applyToCall(workspace, call) : null
  }

  /** Applies the first fault that matches the delivery of an event to one webhook, as a part of a transaction. */
  applyToEvent(tx: Transaction, type: EventType): MaybePromise<FaultResponse | null> {
    return tx.state.hasFaults ? this.#applyToEvent(tx, type) : null
  }

  /** Applies the first fault that matches a decision of a host: what the host does in its place. Null when none does. */
  async applyToDecision(workspace: Workspace, decision: Decision): Promise<HostFault | null> {
    if (!workspace.state.hasFaults) return null
    const isFor = (fault: Fault) => isForDecision(fault, decision)
    const applied = await this.#applyFirst(workspace, isFor)
    return applied?.respond.decision ?? null
  }

  async #applyToEvent(tx: Transaction, type: EventType): Promise<FaultResponse | null> {
    for (const { id, value } of await tx.list(faultRecords)) {
      const applied = isForEvent(value, type) ? await this.#count(tx, id) : null
      if (applied !== null) return applied.respond
    }
    return null
  }

  #applyToCall(workspace: Workspace, call: FaultyCall): Promise<Fault | null> {
    return this.#applyFirst(workspace, (fault) => isMatch(fault, call))
  }

  async #applyFirst(
    workspace: Workspace,
    isFor: (fault: Fault) => MaybePromise<boolean>,
  ): Promise<Fault | null> {
    for (const fault of await this.list(workspace)) {
      if (!(await isFor(fault))) continue
      const applied = await this.#hit(workspace, fault)
      if (applied !== null) return applied
    }
    return null
  }

  /** Each call that a limit, a probability or a `skip` decides about is a transaction, others that come at once are one together. */
  async #hit(workspace: Workspace, fault: Fault): Promise<Fault | null> {
    const { id, remaining, probability, skip } = fault
    const { transactions } = this.#deps
    const isCounted = remaining !== null || probability < 1 || skip !== undefined
    if (isCounted) return transactions.run(workspace, (tx) => this.#count(tx, id))
    return this.#hits.join(`${workspace.id} ${id}`, (count) =>
      transactions.runIn(workspace.id, (tx) => this.#count(tx, id, count)),
    )
  }

  async #change(workspace: Workspace | null, change: (tx: Transaction) => Promise<void>): Promise<void> {
    const { transactions, defaults } = this.#deps
    if (workspace !== null) return transactions.run(workspace, change)
    await transactions.runIn(defaultsId, change)
    await defaults.follow(change)
  }

  /** Adds a fault; of too many, it replaces one that no longer applies. Those for all are counted apart. */
  async #add(
    tx: Transaction,
    { match = {}, times = null, skip = 0, probability = 1, respond }: FaultInput,
    prefix: string,
  ): Promise<{ fault: Fault; replaced: Fault | undefined }> {
    const all = await tx.list(faultRecords)
    const own = all.filter(({ id }) => id.startsWith(forAll) === (prefix === forAll))
    const replaced = own.length < maxFaults ? undefined : usedUp(own)
    if (replaced !== undefined) {
      tx.delete(faultRecords, replaced.id)
      this.#record(tx, 'removed', replaced)
    }
    const faultsMade = tx.state.faultsMade + 1
    const id = `${prefix}${faultsMade}`
    const skipping = skip > 0 && { skip, skipped: 0 }
    const fault = { id, match, times, remaining: times, hits: 0, probability, respond, ...skipping }
    requireSmall(fault)
    tx.put(faultRecords, id, fault)
    tx.setState({ ...tx.state, hasFaults: true, faultsMade })
    this.#record(tx, 'added', fault)
    return { fault, replaced }
  }

  /**
   * Counts a fault as applied once more; null when it no longer may, or by its probability or its `skip` does not.
   *
   * @param calls how many calls it is applied to: one, where it has a limit, a probability or a `skip`.
   */
  async #count(tx: Transaction, id: string, calls = 1): Promise<Fault | null> {
    const fault = await tx.get(faultRecords, id)
    if (fault === undefined || fault.remaining === 0) return null
    const { skip = 0, skipped = 0 } = fault
    if (skipped < skip) {
      tx.put(faultRecords, id, { ...fault, skipped: skipped + 1 })
      return null
    }
    if (fault.probability < 1 && (await tx.randomSource.fraction()) >= fault.probability) return null
    const remaining = fault.remaining === null ? null : fault.remaining - 1
    const hits = hitsOf(fault) + calls
    tx.put(faultRecords, id, { ...fault, remaining, hits })
    for (let left = calls - 1; left >= 0; left--)
      this.#record(tx, 'hit', { ...fault, remaining, hits: hits - left })
    return fault
  }

  /** Tells of a change of a fault once it is committed. */
  #record({ workspaceId, clock, afterCommit }: Transaction, change: FaultChange, fault: Fault): void {
    const id = workspaceId === defaultsId ? null : workspaceId
    afterCommit.push(() => this.#deps.journal.record(id, clock.now(), { type: 'fault', change, fault }))
  }
}

/** @throws {ApiError} `capacity_exceeded` when all may still apply. */
function usedUp(faults: readonly StoredRecord<Fault>[]): Fault {
  const found = faults.find(({ value }) => value.remaining === 0)
  return (found ?? failFull({ ...faultRecords, maxItems: maxFaults })).value
}
