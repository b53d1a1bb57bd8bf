import { fail } from '../errors/api-error.js'
import type { Clock } from '../lib/clock.js'
import { isUuid, workspaceId } from '../lib/ids.js'
import type { RecordStore } from '../storage/records.js'
import { defaultsId, initialState, stateId, states, type WorkspaceState } from './state.js'
import { Workspace } from './workspace.js'
import { realTime, WorkspaceClock } from './workspace-clock.js'

export interface WorkspacesOptions {
  /** Real time. */
  readonly clock: Clock
  readonly records: RecordStore
  readonly maxWorkspaces: number
  /** The collections of which an empty workspace may have records. */
  readonly spared: ReadonlySet<string>
  /** Whether a workspace holds nothing, so that it may be forgotten. */
  readonly isEmpty: (workspaceId: string) => Promise<boolean>
  /** Gives a workspace what was set for all later ones. */
  readonly begin: (workspaceId: string) => Promise<void>
  /** Keeps what must outlive an empty workspace that makes room for another one. */
  readonly keepOf: (workspaceId: string) => Promise<void>
  /** Forgets what is kept of a workspace beside its records. */
  readonly forgetRest: (workspaceId: string) => Promise<void>
}

/** How many workspaces are changed at once. */
const batch = 100

/**
 * The workspaces in use, made on first use. Of too many the least recently used empty one is forgotten; where servers
 * share them, the store bounds them.
 */
export class Workspaces {
  readonly #options: WorkspacesOptions
  /** Hashing a key on every request would be work that can be done once. */
  readonly #idOfKey = new Map<string, string>()
  /** Those that this server has seen, the least recently used first. */
  readonly #used = new Set<string>()
  #lastUsed: string | undefined
  /** The clock of what belongs to no workspace, as far as this server knows. */
  #defaultSetting = realTime
  /** One search for all that wait to be admitted. */
  #makingRoom: Promise<void> | null = null

  constructor(options: WorkspacesOptions) {
    this.#options = options
  }

  /**
   * The workspace of an API key, as it stands now.
   *
   * @throws {ApiError} `capacity_exceeded` when a new one would be too many and none of the others is empty.
   */
  ofKey(apiKey: string): Promise<Workspace> {
    let id = this.#idOfKey.get(apiKey)
    if (id === undefined) {
      id = workspaceId(apiKey)
      if (this.#idOfKey.size >= this.#options.maxWorkspaces) this.#idOfKey.clear()
      this.#idOfKey.set(apiKey, id)
    }
    return this.ofId(id)
  }

  /** The workspace with this id, which a session or a key vouches for. Throws as `ofKey` does. */
  async ofId(id: string): Promise<Workspace> {
    if (!this.#used.has(id)) await this.#admit(id)
    else if (id !== this.#lastUsed) {
      this.#used.delete(id)
      this.#used.add(id)
    }
    this.#lastUsed = id
    const { records, begin } = this.#options
    const [[found], [defaults]] = await Promise.all([
      records.read(id, [{ collection: states, id: stateId }]),
      records.read(defaultsId, [{ collection: states, id: stateId }]),
    ])
    this.#defaultSetting = (defaults?.value ?? initialState).clock
    if (found === undefined && defaults !== undefined) {
      await begin(id)
      return this.ofId(id)
    }
    return this.#workspace(id, found?.value ?? initialState, found?.version ?? 0)
  }

  /** A workspace as it stands now, without a note that it is in use. */
  async peek(id: string): Promise<Workspace> {
    const [found] = await this.#options.records.read(id, [{ collection: states, id: stateId }])
    if (id === defaultsId) this.#defaultSetting = (found?.value ?? initialState).clock
    return this.#workspace(id, found?.value ?? initialState, found?.version ?? 0)
  }

  /** Whether nobody has replaced what a workspace held since a request found it. */
  async isSame({ id, generation }: Workspace): Promise<boolean> {
    return (await this.ofId(id)).generation === generation
  }

  /** What stands for calls of no workspace, and what later ones begin with. */
  defaults(): Promise<Workspace> {
    return this.peek(defaultsId)
  }

  /** The clock of what belongs to no workspace, as far as this server knows. */
  get defaultClock(): Clock {
    return { now: () => new WorkspaceClock(this.#options.clock, this.#defaultSetting).now() }
  }

  /** The ids of the workspaces in use, on any server; those of one server alone the least recently used first. */
  async ids(): Promise<readonly string[]> {
    const { records } = this.#options
    const ids = records.isShared ? await records.workspaces() : [...this.#used]
    return ids.filter(isUuid)
  }

  /** The workspaces in use. */
  async all(): Promise<readonly Workspace[]> {
    return Promise.all((await this.ids()).map((id) => this.ofId(id)))
  }

  /** Does something to each of the workspaces in use, some at a time. */
  async changeAll(work: (id: string) => Promise<unknown>): Promise<void> {
    const ids = await this.ids()
    for (let at = 0; at < ids.length; at += batch) await Promise.all(ids.slice(at, at + batch).map(work))
  }

  /** A clock as the state of a workspace says. */
  clockOf(state: WorkspaceState = initialState): WorkspaceClock {
    return new WorkspaceClock(this.#options.clock, state.clock)
  }

  /** Forgets a workspace with all that it holds. */
  async forget(id: string): Promise<void> {
    await this.#options.records.forget(id)
    await this.#forgetUse(id)
  }

  #workspace(id: string, state: WorkspaceState, version: number): Workspace {
    return new Workspace(id, state, version, this.clockOf(state))
  }

  async #admit(id: string): Promise<void> {
    const { records, maxWorkspaces } = this.#options
    while (this.#used.size >= maxWorkspaces) {
      this.#makingRoom ??= this.#forgetOne().finally(() => {
        this.#makingRoom = null
      })
      await this.#makingRoom
    }
    this.#used.add(id)
    // Before what was set for all is read, so that who changes that meanwhile finds this one.
    await records.register(id)
  }

  async #forgetUse(id: string): Promise<void> {
    this.#used.delete(id)
    if (this.#lastUsed === id) this.#lastUsed = undefined
    await this.#options.forgetRest(id)
  }

  async #forgetOne(): Promise<void> {
    const { records, isEmpty, keepOf, spared } = this.#options
    for (const id of this.#used) {
      // What servers share, the store goes on knowing.
      if (records.isShared) {
        this.#used.delete(id)
        return
      }
      if (!(await isEmpty(id))) continue
      await keepOf(id)
      // A call may have put something there since.
      if (!(await records.forget(id, spared))) continue
      return this.#forgetUse(id)
    }
    fail('capacity_exceeded', {
      message: `The server holds ${this.#options.maxWorkspaces} workspaces and takes no more.`,
      fix: 'Use a key that is in use already, empty a workspace with POST /_mock/reset, or start the server with a higher REPULL_MOCK_MAX_WORKSPACES.',
    })
  }
}
