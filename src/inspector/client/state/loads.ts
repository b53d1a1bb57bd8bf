import type { ClockReading, Connection, Endpoint, Fault, Session, Workspace } from '../data/entries.js'
import type { Api } from './api.js'
import type { Store } from './state.js'

/** Reads what the server holds. Each part is read again when something says that it changed. */
export class Loads {
  readonly #api: Api
  readonly #store: Store
  readonly #waiting = new Map<string, ReturnType<typeof setTimeout>>()

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
    await Promise.all([this.calls(), this.workspaces()])
    await Promise.all([this.sessions(), this.connections(), this.faults(), this.endpoints()])
  }

  /** Which calls the server has. */
  async calls(): Promise<void> {
    const { data } = await this.#api.get<{ data: { method: string; path: string }[] }>('')
    this.#store.set({ calls: new Set(data.map(({ method, path }) => `${method} ${path}`)) })
  }

  async workspaces(): Promise<void> {
    const { data } = await this.#api.get<{ data: Workspace[] }>('workspaces', { query: { limit: '1000' } })
    // The one that was used last stands first.
    this.#store.set({ workspaces: data.reverse() })
    // A workspace that was not known until now brings its clock.
    await this.clock()
  }

  async clock(): Promise<void> {
    const { workspace } = this
    const known = this.#store.state.workspaces.find(({ id }) => id === workspace)?.clock
    this.heard(known ?? (await this.#api.get<ClockReading>('clock', { workspace })))
  }

  /** Takes what a clock shows. */
  heard(reading: ClockReading): void {
    this.#store.set({ clock: { ...reading, heardMs: performance.now() } })
  }

  async sessions(): Promise<void> {
    const { workspace } = this.#store.state.place
    const query = { limit: '1000' }
    const { data } = await this.#api.get<{ data: Session[] }>('sessions', { query, workspace })
    this.#store.set({ sessions: data.reverse() })
  }

  async connections(): Promise<void> {
    const { workspace } = this.#store.state.place
    const query = { limit: '1000' }
    const { data } = await this.#api.get<{ data: Connection[] }>('connections', { query, workspace })
    this.#store.set({ connections: data.reverse() })
  }

  async faults(): Promise<void> {
    const { data } = await this.#api.get<{ data: Fault[] }>('faults', { workspace: this.workspace })
    this.#store.set({ faults: data })
  }

  async endpoints(): Promise<void> {
    const { place, calls } = this.#store.state
    if (!calls.has('GET /_mock/endpoints')) return
    const { workspace } = place
    const { data } = await this.#api.get<{ data: Endpoint[] }>('endpoints', { workspace })
    this.#store.set({ endpoints: data })
  }

  /** Reads a part in a moment, once for all who ask until then. */
  soon(part: 'workspaces' | 'connections' | 'sessions' | 'faults' | 'endpoints' | 'clock'): void {
    if (this.#waiting.has(part)) return
    const run = () => {
      this.#waiting.delete(part)
      this[part]().catch(() => undefined)
    }
    this.#waiting.set(part, setTimeout(run, 300))
  }
}
