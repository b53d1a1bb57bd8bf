import { fail } from '../errors/api-error.js'
import type { Clock } from '../lib/clock.js'
import { isUuid, workspaceId } from '../lib/ids.js'
import { both, type MaybePromise, then } from '../lib/maybe-promise.js'
import { setImmediate } from '../lib/node-globals.js'
import { othersFirst } from '../lib/steps.js'
import type { RecordStore } from '../storage/records.js'
import type { ApiVersion } from '../versions/api-version.js'
import { defaultsId, initialState, stateId, states, type WorkspaceState } from './state.js'
import { Workspace } from './workspace.js'
import { WorkspaceClock } from './workspace-clock.js'

export interface WorkspacesOptions {
  /** Real time. */
  readonly clock: Clock
  readonly records: RecordStore
  /** What workspaces speak that have no version of their own. */
  readonly apiVersion: ApiVersion
  readonly maxWorkspaces: number
  /** The collections of which an empty workspace may have records. */
  readonly spared: ReadonlySet<string>
  /** Whether a workspace holds nothing, so that it may be evicted. */
  readonly isEmpty: (workspaceId: string) => Promise<boolean>
  /** Gives a workspace that is registered what is set for all. */
  readonly begin: (workspace: Workspace) => Promise<void>
  /** Keeps what must outlive a workspace that is evicted. */
  readonly keepOf: (workspaceId: string) => Promise<void>
  /** Forgets what is kept of a workspace besides its records. */
  readonly forgetRest: (workspaceId: string) => Promise<void>
}

/** For how many workspaces work is done at once. */
const batch = 20

/**
 * The workspaces in use, made on first use. Past the bound the least recently used empty one is evicted; where servers
 * share workspaces, the store bounds them.
 */
export class Workspaces {
  readonly #options: WorkspacesOptions
  /** The ids of keys, which are hashes. */
  readonly #idOfKey = new Map<string, string>()
  /** The workspaces that this server has seen, the least recently used first. */
  readonly #used = new Set<string>()
  #lastUsed: string | undefined
  /** What is set for all, as this server read it last. */
  #defaultState = initialState
  /** How many calls wait for each workspace that begins. It is not evicted meanwhile. */
  readonly #beginning = new Map<string, number>()
  /** One eviction for all that wait to be admitted. */
  #evicting: Promise<void> | null = null

  constructor(options: WorkspacesOptions) {
    this.#options = options
  }

  /**
   * The workspace of an API key, as it is now.
   *
   * @throws {ApiError} `capacity_exceeded` when a new one would be too many and none of the others is empty.
   */
  ofKey(apiKey: string): MaybePromise<Workspace> {
    let id = this.#idOfKey.get(apiKey)
    if (id === undefined) {
      id = workspaceId(apiKey)
      if (this.#idOfKey.size >= this.#options.maxWorkspaces) this.#idOfKey.clear()
      this.#idOfKey.set(apiKey, id)
    }
    return this.ofId(id)
  }

  /** The workspace with this id, which a session or a key vouches for. Throws as `ofKey` does. */
  ofId(id: string): MaybePromise<Workspace> {
    if (!this.#used.has(id)) return this.#admit(id).then(() => this.#use(id))
    if (id !== this.#lastUsed) {
      this.#used.delete(id)
      this.#used.add(id)
    }
    return this.#use(id)
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
    const ids = records.isShared ? await records.workspaces() : [...this.#used]
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
    await this.#forgetUse(id)
  }

  /** Reads a workspace that is in use. */
  #use(id: string): MaybePromise<Workspace> {
    this.#lastUsed = id
    return then(both(this.peek(id), this.defaults()), ([workspace]) =>
      hasBegun(workspace) ? workspace : this.#begin(workspace),
    )
  }

  /** The workspace, once it has what is set for all. */
  async #begin(found: Workspace): Promise<Workspace> {
    const { id } = found
    this.#beginning.set(id, (this.#beginning.get(id) ?? 0) + 1)
    try {
      // Again and again, because another server may forget it meanwhile.
      let workspace = found
      while (!hasBegun(workspace)) {
        if (!this.#used.has(id)) await this.#admit(id)
        if (workspace.stateVersion === 0) workspace = await this.#register(id)
        await this.#options.begin(workspace)
        workspace = await this.peek(id)
      }
      return workspace
    } finally {
      const left = (this.#beginning.get(id) as number) - 1
      if (left > 0) this.#beginning.set(id, left)
      else this.#beginning.delete(id)
    }
  }

  async #admit(id: string): Promise<void> {
    const { maxWorkspaces } = this.#options
    while (this.#used.size >= maxWorkspaces) {
      this.#evicting ??= this.#evict().finally(() => {
        this.#evicting = null
      })
      await this.#evicting
    }
    this.#used.add(id)
  }

  /**
   * Makes a workspace one that a change of all finds. It has a state from now on, with a version that it never had before:
   * whoever goes on from there notices when it was forgotten meanwhile, even if it was registered again.
   */
  async #register(id: string): Promise<Workspace> {
    const { records } = this.#options
    await records.commit(id, {
      expected: [{ collection: states, id: stateId, version: 0 }],
      writes: [
        { kind: 'put', collection: states, id: stateId, value: { ...initialState, isBeginning: true } },
      ],
    })
    // Once more: another server may have forgotten it since the commit has registered it.
    const [, workspace] = await Promise.all([records.register(id), this.peek(id)])
    return workspace
  }

  async #evict(): Promise<void> {
    const { records, isEmpty, keepOf, spared, maxWorkspaces } = this.#options
    for (const id of this.#used) {
      // The store goes on knowing a workspace that servers share.
      if (records.isShared) return void this.#used.delete(id)
      if (this.#beginning.has(id) || !(await isEmpty(id))) continue
      await keepOf(id)
      // A call may have put something there since.
      if (await records.forget(id, spared)) return this.#forgetUse(id)
    }
    // One that begins may be evicted once its first call has found it.
    if ([...this.#beginning.keys()].some((id) => this.#used.has(id)))
      return new Promise<void>((resolve) => setImmediate(resolve))
    fail('capacity_exceeded', {
      message: `The server holds ${maxWorkspaces} workspaces and takes no more.`,
      fix: 'Use a key that is in use already, empty a workspace with POST /_mock/reset, or start the server with a higher REPULL_MOCK_MAX_WORKSPACES.',
    })
  }

  async #forgetUse(id: string): Promise<void> {
    this.#used.delete(id)
    if (this.#lastUsed === id) this.#lastUsed = undefined
    await this.#options.forgetRest(id)
  }
}

/** Whether a workspace has what is set for all. */
function hasBegun({ state, stateVersion }: Workspace): boolean {
  return stateVersion > 0 && !state.isBeginning
}
