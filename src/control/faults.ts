import { fail } from '../errors/api-error.js'
import { showable } from '../errors/showable.js'
import type { Chance } from '../ids.js'
import type { Workspace } from '../workspaces/workspace.js'
import { type Fault, type FaultInput, type FaultyCall, isFor, requirePossible } from './fault.js'

/** More faults are not kept, of one workspace. */
const mostFaults = 1000

interface FaultList {
  faults: readonly Fault[]
  /** How many were made, for their ids. */
  made: number
}

/**
 * The faults of each workspace, and those for all: every workspace has them from its beginning, and calls of no
 * workspace meet them.
 */
export class Faults {
  readonly #own = new WeakMap<Workspace['era'], FaultList>()
  readonly #forAll: FaultList = { faults: [], made: 0 }
  readonly #chance: Chance
  readonly #workspaces: () => readonly Workspace[]

  /**
   * @param chance decides for calls of no workspace.
   * @param workspaces those in use.
   */
  constructor(chance: Chance, workspaces: () => readonly Workspace[]) {
    this.#chance = chance
    this.#workspaces = workspaces
  }

  /** The faults of a workspace, oldest first; of none, those that a new workspace begins with. */
  list(workspace: Workspace | null): readonly Fault[] {
    return this.#listOf(workspace).faults
  }

  /**
   * Adds a fault to a workspace, or to all, later ones too.
   *
   * @throws {ApiError} what `requirePossible` throws; `capacity_exceeded` when there are too many that may still happen.
   */
  add(
    workspace: Workspace | null,
    { match = {}, times = null, probability = 1, respond }: FaultInput,
  ): Fault {
    requirePossible({ match, respond })
    const list = this.#listOf(workspace)
    const id = `flt_${workspace === null ? 'all_' : ''}${list.made + 1}`
    const fault = { id, match, times, remaining: times, probability, respond }
    const all = this.#meant(workspace).map((one) => ({ one, faults: withRoom(one.faults) }))
    for (const { one, faults } of all) one.faults = [...faults, fault]
    list.made += 1
    return fault
  }

  /** Puts these in the place of a workspace's faults. */
  replace(workspace: Workspace, faults: readonly Fault[]): void {
    const numbers = faults.map(({ id }) => Number(id.replace(/^flt_(?:all_.*)?/, '')))
    this.#own.set(workspace.era, { faults, made: Math.max(0, ...numbers) })
  }

  clear(workspace: Workspace | null): void {
    for (const list of this.#meant(workspace)) list.faults = []
  }

  /** @throws {ApiError} `not_found`. */
  remove(workspace: Workspace | null, id: string): void {
    const lists = this.#meant(workspace)
    if (!lists.some(({ faults }) => faults.some((fault) => fault.id === id))) {
      fail('not_found', {
        message: `No fault has the id ${showable(id)}.`,
        fix: 'List the faults with GET /_mock/faults.',
        field: 'id',
        value_received: showable(id),
      })
    }
    for (const list of lists) list.faults = list.faults.filter((fault) => fault.id !== id)
  }

  /** Whether a workspace has no faults but those for all. */
  isEmpty(workspace: Workspace): boolean {
    return this.#listOf(workspace).faults.every(({ id }) => id.startsWith('flt_all_'))
  }

  /** The oldest fault that happens to a call, if one does; it has happened then. */
  async meet(workspace: Workspace | null, call: FaultyCall): Promise<Fault | null> {
    const list = this.#listOf(workspace)
    const chance = workspace?.chance ?? this.#chance
    for (const fault of list.faults) {
      if (!(await isFor(fault, call))) continue
      if (fault.probability < 1 && chance() >= fault.probability) continue
      // Two calls at once may have come this far: only as many as remain go on.
      const taken = take(list, fault.id)
      if (taken !== null) return taken
    }
    return null
  }

  #listOf(workspace: Workspace | null): FaultList {
    if (workspace === null) return this.#forAll
    const own = this.#own.get(workspace.era)
    if (own !== undefined) return own
    const fresh = this.#forAll.faults.map((fault) => ({ ...fault, remaining: fault.times }))
    const list = { faults: fresh, made: 0 }
    this.#own.set(workspace.era, list)
    return list
  }

  #meant(workspace: Workspace | null): readonly FaultList[] {
    if (workspace !== null) return [this.#listOf(workspace)]
    return [this.#forAll, ...this.#workspaces().map((one) => this.#listOf(one))]
  }
}

/** Lets a fault of the list happen once more, if it still may. */
function take(list: FaultList, id: string): Fault | null {
  const at = list.faults.findIndex((fault) => fault.id === id && fault.remaining !== 0)
  const fault = list.faults[at]
  if (fault === undefined) return null
  const next = { ...fault, remaining: fault.remaining === null ? null : fault.remaining - 1 }
  list.faults = list.faults.with(at, next)
  return next
}

/** The faults without the oldest ones that are used up, where there are too many. */
function withRoom(faults: readonly Fault[]): readonly Fault[] {
  if (faults.length < mostFaults) return faults
  const left = faults.filter(({ remaining }) => remaining !== 0)
  if (left.length < mostFaults) return left
  fail('capacity_exceeded', {
    message: `The workspace has ${mostFaults} faults and takes no more.`,
    fix: 'Remove some with DELETE /_mock/faults.',
  })
}
