import { changeDocument, type Documents } from '../documents.js'
import { fail } from '../errors/api-error.js'
import { showable } from '../errors/showable.js'
import type { Chance } from '../ids.js'
import type { Workspace } from '../workspaces/workspace.js'
import { type Fault, type FaultInput, type FaultyCall, isFor, requirePossible } from './fault.js'
import { emptyList, type FaultList, withFault, withNews, withoutFault } from './fault-list.js'

/** The key of the faults for all. No workspace has it as its id. */
const all = '*'

export interface FaultsDeps {
  readonly documents: Documents<FaultList>
  /** Decides for calls of no workspace. */
  readonly chance: Chance
}

/**
 * The faults of each workspace, and those for all: every workspace has them from its beginning, and calls of no
 * workspace meet them.
 */
export class Faults {
  readonly #deps: FaultsDeps
  /** Whether this server has ever set one. */
  #isUsed = false

  constructor(deps: FaultsDeps) {
    this.#deps = deps
  }

  /** Whether there can be none, so that no call needs to look. */
  get isIdle(): boolean {
    return !this.#isUsed && !this.#deps.documents.isShared
  }

  /** The faults of a workspace, oldest first; of none, those that a new workspace begins with. */
  async list(workspace: Workspace | null): Promise<readonly Fault[]> {
    const own = await this.#deps.documents.read(keyOf(workspace))
    return (await this.#listOf(workspace, own?.value)).faults
  }

  /**
   * Adds a fault to a workspace, or to all, later ones too.
   *
   * @throws {ApiError} what `requirePossible` throws; `capacity_exceeded` when there are too many that may still happen.
   */
  async add(workspace: Workspace | null, input: FaultInput): Promise<Fault> {
    requirePossible(input)
    const list = await this.#change(workspace, (list) => withFault(list, input, workspace === null))
    return list?.faults.at(-1) as Fault
  }

  /** Puts these in the place of a workspace's faults. */
  async replace(workspace: Workspace, faults: readonly Fault[]): Promise<void> {
    const numbers = faults.map(({ id }) => Number(id.replace(/^flt_(?:all_.*)?/, '')))
    await this.#change(workspace, (list) => ({ ...list, faults, made: Math.max(0, ...numbers) }))
  }

  /** Removes the faults of a workspace; of none, all that there are. */
  async clear(workspace: Workspace | null): Promise<void> {
    await this.#changeMeant(workspace, (list) => ({ ...list, faults: [] }))
  }

  /** @throws {ApiError} `not_found`. */
  async remove(workspace: Workspace | null, id: string): Promise<void> {
    let isFound = false
    const without = (list: FaultList) => {
      const next = withoutFault(list, id)
      isFound ||= next !== undefined
      return next
    }
    await this.#changeMeant(workspace, without)
    if (isFound) return
    fail('not_found', {
      message: `No fault has the id ${showable(id)}.`,
      fix: 'List the faults with GET /_mock/faults.',
      field: 'id',
      value_received: showable(id),
    })
  }

  /** Whether a workspace has no faults but those for all. */
  async isEmpty(workspace: Workspace): Promise<boolean> {
    return (await this.list(workspace)).every(({ id }) => id.startsWith('flt_all_'))
  }

  /** Forgets that a workspace had a list of its own. */
  async forget(workspaceId: string): Promise<void> {
    await changeDocument(this.#deps.documents, workspaceId, () => null)
  }

  /** The oldest fault that happens to a call, if one does; it has happened then. */
  async meet(workspace: Workspace | null, call: FaultyCall): Promise<Fault | null> {
    const chance = workspace?.chance ?? this.#deps.chance
    for (const fault of await this.list(workspace)) {
      if (!(await isFor(fault, call))) continue
      if (fault.probability < 1 && chance() >= fault.probability) continue
      // Two calls at once may have come this far: only as many as remain go on.
      const taken = fault.remaining === null ? fault : await this.#take(workspace, fault.id)
      if (taken !== null) return taken
    }
    return null
  }

  /** Lets a fault happen once more, if it still may. */
  async #take(workspace: Workspace | null, id: string): Promise<Fault | null> {
    const list = await this.#change(workspace, (list) => {
      const at = list.faults.findIndex((fault) => fault.id === id)
      const fault = list.faults[at]
      if (!fault?.remaining) return undefined
      return { ...list, faults: list.faults.with(at, { ...fault, remaining: fault.remaining - 1 }) }
    })
    return list?.faults.find((fault) => fault.id === id) ?? null
  }

  #change(workspace: Workspace | null, next: (list: FaultList) => FaultList | undefined) {
    this.#isUsed = true
    const key = keyOf(workspace)
    return changeDocument(this.#deps.documents, key, async (own) => next(await this.#listOf(workspace, own)))
  }

  /** The list of a workspace as it is in its era, from the one that is kept. */
  async #listOf(workspace: Workspace | null, own: FaultList | undefined): Promise<FaultList> {
    if (workspace === null) return own ?? emptyList
    const forAll = (await this.#deps.documents.read(all))?.value ?? emptyList
    const { id: era } = workspace.era
    const list = own?.era === era ? own : { ...emptyList, era }
    return withNews(list, forAll)
  }

  /** Changes the list of a workspace; of none, all lists that are kept, those for all among them. */
  async #changeMeant(
    workspace: Workspace | null,
    next: (list: FaultList) => FaultList | undefined,
  ): Promise<void> {
    const { documents } = this.#deps
    if (workspace !== null) await this.#change(workspace, next)
    else
      for (const key of await documents.keys())
        await changeDocument(documents, key, (own) => own && next(own))
  }
}

function keyOf(workspace: Workspace | null): string {
  return workspace?.id ?? all
}
