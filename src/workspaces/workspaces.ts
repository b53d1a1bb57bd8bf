import { fail } from '../errors/api-error.js'
import { failOutOfMemory } from '../errors/capacity.js'
import type { Clock } from '../lib/clock.js'
import { formatDuration } from '../lib/duration.js'
import { isUuid, workspaceId } from '../lib/ids.js'
import { both, type MaybePromise, then } from '../lib/maybe-promise.js'
import { othersFirst } from '../lib/steps.js'
import type { RecordStore } from '../storage/records.js'
import type { ApiVersion } from '../versions/api-version.js'
import { defaultsId, initialState, stateId, states, type WorkspaceState } from './state.js'
import { Workspace } from './workspace.js'
import { WorkspaceClock } from './workspace-clock.js'
import { nameWorkspace } from './workspace-name.js'
import { WorkspaceUses } from './workspace-uses.js'

export interface WorkspacesOptions {
  /** Real time. */
  readonly clock: Clock
  readonly records: RecordStore
  /** What workspaces speak that have no version of their own. */
  readonly apiVersion: ApiVersion
  readonly maxWorkspaces: number
  /** How long nobody has called a workspace that makes room for others, in milliseconds of real time. */
  readonly workspaceIdleMs: number
  /** Gives a workspace that is registered what is set for all. */
  readonly begin: (workspace: Workspace) => Promise<void>
  /** Keeps what must outlive a workspace that is evicted. */
  readonly keepOf: (workspaceId: string) => Promise<void>
  /** Forgets what is kept of a workspace besides its records. */
  readonly forgetRest: (workspaceId: string) => Promise<void>
  /** Forgets a workspace that is evicted, with all that is kept of it. */
  readonly forgetAll: (workspaceId: string) => Promise<void>
}

/** For how many workspaces work is done at once. */
const batch = 20

/**
 * The workspaces in use, made on first use. Past the bound one that was emptied and not called since is evicted, or else
 * the one that was called least recently, if that is long ago. Where servers share workspaces, the store bounds them.
 */
export class Workspaces {
  readonly #options: WorkspacesOptions
  /** The ids of keys, which are hashes. */
  readonly #idOfKey = new Map<string, string>()
  readonly #uses: WorkspaceUses
  /** What is set for all, as this server read it last. */
  #defaultState = initialState
  /** One eviction for all that wait to be admitted. */
  #evicting: Promise<void> | null = null

  constructor(options: WorkspacesOptions) {
    this.#options = options
    this.#uses = new WorkspaceUses(options.clock, options.workspaceIdleMs)
  }

  /**
   * The workspace of an API key, as it is now.
   *
   * @throws {ApiError} `capacity_exceeded` when a new one would be too many and none of the others makes room.
   */
  ofKey(apiKey: string): MaybePromise<Workspace> {
    const { records, maxWorkspaces } = this.#options
    const known = this.#idOfKey.get(apiKey)
    const id = known ?? workspaceId(apiKey)
    if (known === undefined) {
      if (this.#idOfKey.size >= maxWorkspaces) this.#idOfKey.clear()
      this.#idOfKey.set(apiKey, id)
    }
    return then(this.ofId(id), (workspace) =>
      workspace.state.name === undefined
        ? nameWorkspace(records, workspace, apiKey).then(() => this.ofId(id))
        : workspace,
    )
  }

  /** The workspace with this id, which a session or a key vouches for. Throws as `ofKey` does. */
  ofId(id: string): MaybePromise<Workspace> {
    return this.#uses.note(id) ? this.#use(id) : this.#admit(id).then(() => this.#use(id))
  }

  /** The workspace with this id, which somebody reads off a list; undefined when it is not in use. It is not one more use. */
  find(id: string): MaybePromise<Workspace | undefined> {
    if (!isUuid(id)) return undefined
    return then(this.peek(id), (workspace) => (workspace.stateVersion === 0 ? undefined : workspace))
  }

  /** A workspace as it is now, without a note that it is in use. */
  peek(id: string): MaybePromise<Workspace> {
    return then(this.#options.records.read(id, [{ collection: states, id: stateId }]), ([found]) => {
      const { value: state = initialState, version = 0 } = found ?? {}
      if (id === defaultsId) this.#defaultState = state
      return new Workspace(id, state, version, this.clockOf(state), this.versionOf(state))
    })
  }

  /** The defaults: calls without a workspace use them, and new workspaces begin with them. */
  defaults(): MaybePromise<Workspace> {
    return this.peek(defaultsId)
  }

  /** Whether the contents of a workspace were not replaced since a request found it. */
  async isSame({ id, generation }: Workspace): Promise<boolean> {
    return (await this.ofId(id)).generation === generation
  }

  /** The clock of what belongs to no workspace, as far as this server knows. */
  get defaultClock(): Clock {
    return { now: () => this.clockOf(this.#defaultState).now() }
  }

  /** The version of the API that calls without a workspace speak, as far as this server knows. */
  get defaultVersion(): ApiVersion {
    return this.versionOf(this.#defaultState)
  }

  /** A clock as the state of a workspace says. */
  clockOf(state: WorkspaceState = initialState): WorkspaceClock {
    return new WorkspaceClock(this.#options.clock, state.clock)
  }

  /** The version of the API as the state of a workspace says. */
  versionOf({ apiVersion = this.#options.apiVersion }: WorkspaceState = initialState): ApiVersion {
    return apiVersion
  }

  /** The ids of the workspaces in use, on any server; those of one server alone the least recently used first. */
  async ids(): Promise<readonly string[]> {
    const { records } = this.#options
    const ids = records.isShared ? await records.workspaces() : this.#uses.ids
    return ids.filter(isUuid)
  }

  /** Does the work for the id of each workspace in use, for some at a time. */
  async forEachId(work: (id: string) => Promise<unknown>): Promise<void> {
    const ids = await this.ids()
    for (let at = 0; at < ids.length; at += batch) {
      await Promise.all(ids.slice(at, at + batch).map(work))
      await othersFirst()
    }
  }

  /** Forgets a workspace with all that it holds. */
  async forget(id: string): Promise<void> {
    await this.#options.records.forget(id)
    this.#uses.delete(id)
    await this.#options.forgetRest(id)
  }

  /** Notes that a workspace was emptied: as long as nobody calls it, it is the first to be evicted. */
  noteEmptied(id: string): void {
    this.#uses.noteEmptied(id)
  }

  /**
   * Evicts the workspace that was called least recently, whatever it holds, if that is long ago.
   *
   * @returns whether there was one.
   */
  async evictIdle(): Promise<boolean> {
    const id = this.#uses.longestIdle()
    if (id === undefined || this.#options.records.isShared) return false
    await this.#evict(id, () => this.#uses.longestIdle() === id)
    return true
  }

  /** Reads a workspace that is in use. */
  #use(id: string): MaybePromise<Workspace> {
    return then(both(this.peek(id), this.defaults()), ([workspace]) =>
      hasBegun(workspace) ? workspace : this.#begin(workspace),
    )
  }

  /** The workspace, once it has what is set for all. */
  async #begin(found: Workspace): Promise<Workspace> {
    const { id } = found
    // Again and again, because another server may forget it meanwhile.
    let workspace = found
    while (!hasBegun(workspace)) {
      if (!this.#uses.has(id)) await this.#admit(id)
      if (workspace.stateVersion === 0) workspace = await this.#register(id)
      await this.#options.begin(workspace)
      workspace = await this.peek(id)
    }
    return workspace
  }

  async #admit(id: string): Promise<void> {
    while (this.#uses.size >= this.#options.maxWorkspaces && !this.#uses.has(id)) {
      this.#evicting ??= this.#evictOne().finally(() => {
        this.#evicting = null
      })
      await this.#evicting
    }
    this.#uses.add(id)
  }

  /**
   * Makes a workspace one that a change of all finds. It has a state from now on, with a version that it never had before:
   * whoever goes on from there notices when it was forgotten meanwhile, even if it was registered again.
   */
  async #register(id: string): Promise<Workspace> {
    const { records } = this.#options
    const commit = () =>
      records.commit(id, {
        expected: [{ collection: states, id: stateId, version: 0 }],
        writes: [
          { kind: 'put', collection: states, id: stateId, value: { ...initialState, isBeginning: true } },
        ],
      })
    let { kind } = await commit()
    while (kind === 'no-memory') {
      if (!(await this.evictIdle())) {
        this.#uses.delete(id)
        failOutOfMemory('server')
      }
      kind = (await commit()).kind
    }
    // Once more: another server may have forgotten it since the commit has registered it.
    const [, workspace] = await Promise.all([records.register(id), this.peek(id)])
    return workspace
  }

  /** Evicts one workspace. It looks at two at most, however many there are. */
  async #evictOne(): Promise<void> {
    const { records, maxWorkspaces, workspaceIdleMs } = this.#options
    // The store goes on knowing a workspace that servers share.
    if (records.isShared) return this.#uses.delete(this.#uses.oldest() as string)
    const vacant = this.#uses.vacant()
    if (vacant !== undefined) return this.#evict(vacant, () => this.#uses.isVacant(vacant))
    if (await this.evictIdle()) return
    fail('capacity_exceeded', {
      message: `The server holds ${maxWorkspaces} workspaces, and each was called within the last ${formatDuration(workspaceIdleMs)}.`,
      fix: 'Use a key that is in use already, empty a workspace with POST /_mock/reset, or start the server with a higher REPULL_MOCK_MAX_WORKSPACES or a lower REPULL_MOCK_WORKSPACE_IDLE.',
    })
  }

  /** @param mayGo whether it still may: a call may have come while something of it was kept. */
  async #evict(id: string, mayGo: () => boolean): Promise<void> {
    await this.#options.keepOf(id)
    if (!mayGo()) return
    this.#uses.delete(id)
    await this.#options.forgetAll(id)
  }
}

/** Whether a workspace has what is set for all. */
function hasBegun({ state, stateVersion }: Workspace): boolean {
  return stateVersion > 0 && !state.isBeginning
}
