import type { Entry } from '../data/entries.js'
import type { Facts } from '../data/facts.js'
import { type Filter, noFilter } from '../data/filter.js'
import { Log, maxRows } from '../data/log.js'
import { type Place, readPlace, writePlace } from '../data/place.js'
import type { Row } from '../data/row.js'
import { Api, CallFailure } from './api.js'
import { changesOf } from './changes.js'
import { Live } from './live.js'
import { Loads } from './loads.js'
import { Store } from './state.js'

/** The page: its state, the stream that keeps it current, and what its controls do. */
export class Inspector {
  readonly facts: Facts
  readonly api: Api
  readonly log = new Log()
  readonly store: Store
  readonly loads: Loads
  #live: Live | null = null
  #pending: Entry[] = []
  #isPlanned = false
  #noticeEnd: ReturnType<typeof setTimeout> | undefined

  constructor(root: string, facts: Facts) {
    this.facts = facts
    this.api = new Api(root)
    this.store = new Store({
      place: readPlace(location.hash),
      isLocked: false,
      live: 'connecting',
      isPaused: false,
      withheld: 0,
      workspaces: [],
      clock: null,
      sessions: [],
      connections: [],
      faults: [],
      calls: new Set(),
      endpoints: null,
      logVersion: 0,
      notice: null,
      draft: null,
      isHelpOpen: false,
    })
    this.loads = new Loads(this.api, this.store)
    this.api.onLocked = () => {
      this.#live?.end()
      this.store.set({ isLocked: true })
    }
  }

  /** Begins to read, and follows the address. */
  start(): void {
    addEventListener('popstate', () => this.#enter(readPlace(location.hash)))
    this.#open()
  }

  /** Begins anew with a token. */
  unlock(token: string): void {
    this.api.token = token
    this.store.set({ isLocked: false })
    this.#open()
  }

  /** Goes to another place. A pane and a workspace can be left by the button Back. */
  go(change: Partial<Place>): void {
    const { place } = this.store.state
    const next = { ...place, ...change }
    const isStep = next.pane !== place.pane || next.workspace !== place.workspace
    history[isStep ? 'pushState' : 'replaceState'](null, '', writePlace(next))
    this.#enter(next)
  }

  filter(change: Partial<Filter>): void {
    this.go({ filter: { ...this.store.state.place.filter, ...change } })
  }

  showAll(): void {
    this.go({ filter: noFilter })
  }

  pause(isPaused: boolean): void {
    this.store.set({ isPaused })
    this.#flush()
  }

  clearView(): void {
    this.log.clear()
    this.#changed()
  }

  /** The row of the address. */
  get row(): Row | undefined {
    const { row } = this.store.state.place
    return row === null ? undefined : this.log.find(row)
  }

  say(text: string, isBad = false): void {
    clearTimeout(this.#noticeEnd)
    this.store.set({ notice: { text, isBad } })
    this.#noticeEnd = setTimeout(() => this.store.set({ notice: null }), isBad ? 10_000 : 4000)
  }

  /** Does what a control says, and says how it ended. */
  async act(done: string, work: () => Promise<unknown>): Promise<boolean> {
    try {
      await work()
      if (done !== '') this.say(done)
      return true
    } catch (error) {
      this.say(messageOf(error), true)
      return false
    }
  }

  #enter(place: Place): void {
    const before = this.store.state.place
    this.store.set({ place })
    if (place.workspace !== before.workspace) this.#open()
    else if (place.filter !== before.filter) this.#changed()
  }

  #open(): void {
    this.#live?.end()
    this.#pending = []
    this.log.clear()
    this.#changed()
    const { workspace } = this.store.state.place
    let hasBegun = false
    this.#live = new Live({
      api: this.api,
      workspace,
      take: (entries) => this.#take(entries),
      onState: (live) => {
        this.store.set({ live })
        if (live === 'connecting' && hasBegun) return
        // After a cut, the server may be another one.
        if (live === 'live' || !hasBegun) this.#load()
        hasBegun = true
      },
    })
  }

  #load(): void {
    this.loads.all().catch((error) => {
      if (!this.store.state.isLocked) this.say(messageOf(error), true)
    })
  }

  #take(entries: readonly Entry[]): void {
    for (const entry of entries) this.#pending.push(entry)
    if (this.#pending.length > maxRows) this.#pending.splice(0, this.#pending.length - maxRows)
    if (this.#isPlanned) return
    this.#isPlanned = true
    const flush = () => {
      this.#isPlanned = false
      this.#flush()
    }
    // A page that nobody sees gets no frames.
    if (document.hidden) setTimeout(flush, 250)
    else requestAnimationFrame(flush)
  }

  #flush(): void {
    const { isPaused } = this.store.state
    if (isPaused) {
      this.store.set({ withheld: this.#pending.length })
      return
    }
    const added = this.log.add(this.#pending.splice(0))
    this.store.set({
      withheld: 0,
      ...changesOf(this.store.state, added, this.loads),
      logVersion: this.store.state.logVersion + 1,
    })
  }

  #changed(): void {
    const { filter, workspace } = this.store.state.place
    this.log.show(filter, workspace)
    this.store.set({ logVersion: this.store.state.logVersion + 1 })
  }
}

/** What a failure says to a tester. */
export function messageOf(error: unknown): string {
  if (error instanceof CallFailure) return error.fix ? `${error.message} ${error.fix}` : error.message
  return 'The server does not answer.'
}
