import type { Clock } from '../clock.js'
import { fail } from '../errors/api-error.js'
import { type Ids, workspaceId } from '../ids.js'
import type { Workspace } from './workspace.js'

export interface WorkspacesOptions {
  readonly clock: Clock
  /** The maker of a workspace's ids. */
  readonly idsOf: (workspaceId: string) => Ids
  readonly maxWorkspaces: number
  /** Whether a workspace holds nothing, so that it may be forgotten. */
  readonly isEmpty: (workspaceId: string) => Promise<boolean>
}

/** The workspaces of the server, made on first use, the least recently used empty ones forgotten first. */
export class Workspaces {
  readonly #options: WorkspacesOptions
  /** Hashing a key on every request would be work that can be done once. */
  readonly #idOfKey = new Map<string, string>()
  #lastCreation: Promise<unknown> = Promise.resolve()
  readonly #byId = new Map<string, Workspace>()

  constructor(options: WorkspacesOptions) {
    this.#options = options
  }

  /**
   * The workspace of an API key.
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

  /** The clock of a workspace, whether or not it is in use. */
  clockOf(id: string): Clock {
    return this.#byId.get(id)?.clock ?? this.#options.clock
  }

  /** The workspace with this id, which a session or a key vouches for. Throws as `ofKey` does. */
  async ofId(id: string): Promise<Workspace> {
    const known = this.#byId.get(id)
    if (known === undefined) return this.#createInTurn(id)
    this.#byId.delete(id)
    this.#byId.set(id, known)
    return known
  }

  /** One after the other, so that first calls of a key at once get one workspace, and the bound holds. */
  #createInTurn(id: string): Promise<Workspace> {
    const created = this.#lastCreation.then(() => this.#byId.get(id) ?? this.#create(id))
    this.#lastCreation = created.catch(() => {})
    return created
  }

  async #create(id: string): Promise<Workspace> {
    if (this.#byId.size >= this.#options.maxWorkspaces) await this.#forgetOne()
    const workspace = { id, clock: this.#options.clock, ids: this.#options.idsOf(id) }
    this.#byId.set(id, workspace)
    return workspace
  }

  async #forgetOne(): Promise<void> {
    for (const id of this.#byId.keys()) {
      if (await this.#options.isEmpty(id)) {
        this.#byId.delete(id)
        return
      }
    }
    fail('capacity_exceeded', {
      message: `The server has ${this.#byId.size} workspaces in use and takes no more.`,
      fix: 'Use a key that is in use already, or start the server with a higher MAX_WORKSPACES.',
    })
  }
}
