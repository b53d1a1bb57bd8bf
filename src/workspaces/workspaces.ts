import type { Clock } from '../clock.js'
import { fail } from '../errors/api-error.js'
import { workspaceId } from '../ids.js'
import type { DrawsOf } from './draws.js'
import type { Standings } from './standings.js'
import type { Workspace } from './workspace.js'
import { type ClockReading, WorkspaceClock } from './workspace-clock.js'

export interface WorkspacesOptions {
  /** Real time. */
  readonly clock: Clock
  readonly drawsOf: DrawsOf
  readonly maxWorkspaces: number
  /** Whether a workspace holds nothing, so that it may be forgotten. */
  readonly isEmpty: (workspace: Workspace) => Promise<boolean>
  readonly standings: Standings
  /** Forgets what else is kept of a workspace that holds nothing. */
  readonly forgetRest: (workspaceId: string) => Promise<void>
}

/** A workspace as this server knows it. */
type Known = { -readonly [Member in keyof Workspace]: Workspace[Member] }

/**
 * The workspaces in use, made on first use. Of too many the least recently used empty one is forgotten; where servers
 * share them, any, because the store knows it.
 */
export class Workspaces {
  readonly #options: WorkspacesOptions
  /** Hashing a key on every request would be work that can be done once. */
  readonly #idOfKey = new Map<string, string>()
  readonly #byId = new Map<string, Known>()
  #lastUsed: Known | undefined
  #lastCreation: Promise<unknown> = Promise.resolve()

  constructor(options: WorkspacesOptions) {
    this.#options = options
  }

  /** The time of new workspaces, and of what belongs to none. */
  get defaultClock(): WorkspaceClock {
    return this.#options.standings.clock
  }

  /**
   * The workspace of an API key, at once when this server alone knows how it stands.
   *
   * @throws {ApiError} (late) `capacity_exceeded` when a new one would be too many and none of the others is empty.
   */
  ofKey(apiKey: string): Promise<Workspace> | Workspace {
    let id = this.#idOfKey.get(apiKey)
    if (id === undefined) {
      id = workspaceId(apiKey)
      if (this.#idOfKey.size >= this.#options.maxWorkspaces) this.#idOfKey.clear()
      this.#idOfKey.set(apiKey, id)
    }
    return this.ofId(id)
  }

  /** The workspace with this id, which a session or a key vouches for, as it stands now. Throws as `ofKey` does. */
  ofId(id: string): Promise<Workspace> | Workspace {
    const known = this.#byId.get(id)
    if (known === undefined) return this.#createInTurn(id)
    if (known !== this.#lastUsed) {
      this.#byId.delete(id)
      this.#byId.set(id, known)
      this.#lastUsed = known
    }
    return this.#options.standings.isShared ? this.#learn(known).then(() => known) : known
  }

  /** Lets the clock of all stand as it does now on any server. */
  learnDefault(): Promise<void> {
    return this.#options.standings.learn()
  }

  /** The clock of a workspace as this server knows it, whether or not it is in use. */
  clockOf(id: string): Clock {
    return this.#byId.get(id)?.clock ?? this.defaultClock
  }

  /** The clocks of workspaces as they stand now, whether or not they are in use. */
  async clocksOf(ids: readonly string[]): Promise<ReadonlyMap<string, Clock>> {
    const { standings } = this.#options
    return new Map(await Promise.all(ids.map(async (id) => [id, await standings.readClock(id)] as const)))
  }

  /** The workspaces in use, on any server; those of one server alone the least recently used first. */
  async all(): Promise<readonly Workspace[]> {
    const { standings } = this.#options
    if (!standings.isShared) return [...this.#byId.values()]
    return Promise.all((await standings.ids()).map((id) => this.ofId(id)))
  }

  /**
   * Changes the clock of a workspace; of none, that of all, and with it those that have a time of their own.
   *
   * @returns what it showed then.
   */
  async changeClock(
    workspace: Workspace | null,
    change: (clock: WorkspaceClock) => void,
  ): Promise<ClockReading> {
    const { standings } = this.#options
    if (workspace !== null) {
      const reading = await standings.changeClock(workspace.id, change)
      await this.#learn(workspace)
      return reading
    }
    const own = (await this.all()).filter(({ clock }) => clock.own !== null)
    const reading = await standings.changeClock(null, change)
    for (const one of own) await this.changeClock(one, change)
    return reading
  }

  /**
   * Begins a workspace anew, with a clock and draws as new ones have. Its records stay, and calls in flight go on in the
   * new time.
   */
  async renew(workspace: Workspace): Promise<void> {
    const { id } = workspace
    await this.#options.standings.renew(id)
    await this.#learn(workspace)
    const current = this.#byId.get(id)
    if (current === undefined) await this.#forget(id)
    else if (current !== workspace) await this.#learn(current)
  }

  /** Forgets all workspaces, and what their clocks were set to; the next call of their keys begins them anew. */
  async forgetAll(): Promise<void> {
    const all = await this.all()
    await this.#options.standings.changeClock(null, (clock) => clock.reset(null))
    for (const workspace of all) {
      await this.renew(workspace)
      await this.#forget(workspace.id)
    }
  }

  /** What a new workspace with this id draws from. */
  drawsFor(id: string): Pick<Workspace, 'ids' | 'chance'> {
    return this.#options.drawsOf(id)
  }

  /** Lets a workspace stand as it does now. */
  async #learn(workspace: Workspace): Promise<void> {
    const known: Known = workspace as Known
    const standing = await this.#options.standings.read(known.id)
    known.clock.reset(standing.clock)
    if (standing.era !== known.era.id)
      Object.assign(known, this.drawsFor(known.id), { era: { id: standing.era } })
  }

  /** One after the other, so that first calls of a key at once get one workspace, and the bound holds. */
  #createInTurn(id: string): Promise<Workspace> {
    const created = this.#lastCreation.then(() => this.#byId.get(id) ?? this.#create(id))
    this.#lastCreation = created.catch(() => {})
    return created
  }

  async #create(id: string): Promise<Known> {
    const { clock: realClock, maxWorkspaces, standings } = this.#options
    if (this.#byId.size >= maxWorkspaces) await this.#forgetOne()
    const standing = await standings.read(id)
    const clock = new WorkspaceClock(realClock, this.defaultClock)
    clock.reset(standing.clock)
    const workspace = { id, clock, ...this.drawsFor(id), era: { id: standing.era } }
    this.#byId.set(id, workspace)
    this.#lastUsed = workspace
    return workspace
  }

  async #forgetOne(): Promise<void> {
    const { standings, isEmpty } = this.#options
    for (const workspace of this.#byId.values()) {
      // What servers share, the store goes on knowing.
      if (standings.isShared && this.#byId.delete(workspace.id)) return
      if (await isEmpty(workspace)) return this.#forget(workspace.id)
    }
    fail('capacity_exceeded', {
      message: `The server has ${this.#byId.size} workspaces in use and takes no more.`,
      fix: 'Use a key that is in use already, or start the server with a higher REPULL_MOCK_MAX_WORKSPACES.',
    })
  }

  async #forget(id: string): Promise<void> {
    const { standings, forgetRest } = this.#options
    this.#byId.delete(id)
    await standings.remove(id)
    await forgetRest(id)
  }
}
