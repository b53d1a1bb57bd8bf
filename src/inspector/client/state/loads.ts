import type { ClockReading, Connection, Endpoint, Fault, Session, Workspace } from '../data/entries.js'
import { withNews } from '../data/merged.js'
import { restAfter } from '../data/rest.js'
import type { Api } from './api.js'
import type { Store } from './state.js'

/** Reads what the server holds. Each part is read again when something says that it changed. */
export class Loads {
  readonly #api: Api
  readonly #store: Store
  readonly #waiting = new Map<string, ReturnType<typeof setTimeout>>()
  /** How long each part took when it was read last, in milliseconds. */
  readonly #tookMs = new Map<string, number>()
  /** How often a clock was changed: an answer that was asked for before is not shown after it. */
  #turns = 0

  constructor(api: Api, store: Store) {
    this.#api = api
    this.#store = store
  }

  /** The workspace that calls are about: the one that is selected, else the only one; null for all. */
  get workspace(): string | null {
    const { place, workspaces } = this.#store.state
    return place.workspace ?? (workspaces.length === 1 ? (workspaces[0]?.id ?? null) : null)
  }

  async all(): Promise<void> {
    await this.workspaces()
    await Promise.all([this.sessions(), this.connections(), this.faults(), this.endpoints()])
  }

  async workspaces(): Promise<void> {
    const turns = this.#turns
    const workspaces = await this.#newest<Workspace>('workspaces', null)
    this.#store.set({ workspaces })
    // A workspace that was not known until now brings its clock.
    const clock = workspaces.find(({ id }) => id === this.workspace)?.clock
    if (clock === undefined || turns !== this.#turns) await this.clock()
    else this.heard(clock)
  }

  async clock(): Promise<void> {
    const { workspace } = this
    const turns = this.#turns
    const reading = await this.#api.get<ClockReading>('clock', { workspace })
    if (workspace === this.workspace && turns === this.#turns) this.heard(reading)
    else this.soon('clock')
  }

  /** Takes what a clock shows. */
  heard(reading: ClockReading): void {
    this.#store.set({ clock: { ...reading, heardMs: performance.now() } })
  }

  /** Takes what the clock of a workspace shows since it was changed. */
  turned(workspace: string | null, reading: ClockReading): void {
    this.#turns += 1
    if (workspace === this.workspace) this.heard(reading)
  }

  async sessions(): Promise<void> {
    const { place, sessions } = this.#store.state
    const data = await this.#newest<Session>('sessions', place.workspace)
    if (this.#store.state.place.workspace !== place.workspace) return
    this.#store.set({ sessions: withNews(data, sessions, this.#store.state.sessions) })
  }

  async connections(): Promise<void> {
    const { place, connections } = this.#store.state
    const data = await this.#newest<Connection>('connections', place.workspace)
    if (this.#store.state.place.workspace !== place.workspace) return
    this.#store.set({ connections: withNews(data, connections, this.#store.state.connections) })
  }

  /** A list, of which the newest stands first. */
  async #newest<T>(path: string, workspace: string | null): Promise<readonly T[]> {
    const query = { limit: '1000' }
    return (await this.#api.get<{ data: T[] }>(path, { query, workspace })).data.reverse()
  }

  async faults(): Promise<void> {
    const { data } = await this.#api.get<{ data: Fault[] }>('faults', { workspace: this.workspace })
    this.#store.set({ faults: data })
  }

  async endpoints(): Promise<void> {
    const { workspace } = this.#store.state.place
    const { data } = await this.#api.get<{ data: Endpoint[] }>('endpoints', { workspace })
    this.#store.set({ endpoints: data })
  }

  /** Reads a part in a moment, once for all who ask until then. */
  soon(part: 'workspaces' | 'connections' | 'sessions' | 'faults' | 'endpoints' | 'clock'): void {
    if (this.#waiting.has(part)) return
    const run = async () => {
      this.#waiting.delete(part)
      const beganMs = performance.now()
      await this[part]().catch(() => undefined)
      this.#tookMs.set(part, performance.now() - beganMs)
    }
    this.#waiting.set(part, setTimeout(run, restAfter(this.#tookMs.get(part) ?? 0)))
  }
}
