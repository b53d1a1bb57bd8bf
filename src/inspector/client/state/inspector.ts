import type { RecordedRequest } from '../data/entries.js'
import type { Facts } from '../data/facts.js'
import { faultLike } from '../data/fault-presets.js'
import { type Filter, noFilter } from '../data/filter.js'
import { Log } from '../data/log.js'
import { type Place, readPlace, writePlace } from '../data/place.js'
import type { Row } from '../data/row.js'
import { Api, messageOf } from './api.js'
import { Feed } from './feed.js'
import { Live } from './live.js'
import { Loads } from './loads.js'
import { initialState, Store } from './state.js'

/** The page: its state, the stream that keeps it current, and what its controls do. */
export class Inspector {
  readonly facts: Facts
  readonly api: Api
  readonly log = new Log()
  readonly store: Store
  readonly loads: Loads
  readonly #feed: Feed
  #live: Live | null = null
  #noticeEnd: ReturnType<typeof setTimeout> | undefined

  constructor(root: string, facts: Facts) {
    this.facts = facts
    this.api = new Api(root)
    this.store = new Store(initialState(readPlace(location.hash)))
    this.loads = new Loads(this.api, this.store)
    this.#feed = new Feed(this.log, this.store, this.loads)
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

  /** Shows the calls of one session, where the timeline is not in sight too. */
  showCallsOf(session: string): void {
    const { filter } = this.store.state.place
    this.go({ filter: { ...filter, session }, pane: 'timeline' })
  }

  showAll(): void {
    this.go({ filter: noFilter })
  }

  pause(isPaused: boolean): void {
    this.store.set({ isPaused })
    this.#feed.flush()
  }

  /** Shows the form of a fault for calls like a request. */
  makeFail(request: RecordedRequest): void {
    const number = (this.store.state.draft?.number ?? 0) + 1
    this.store.set({ draft: { number, fault: faultLike(request) } })
    this.go({ pane: 'faults' })
  }

  /** Follows a busy server again. */
  resume(): void {
    this.#live?.resume()
  }

  /** Forgets so many of the oldest rows. */
  forget(count: number): void {
    this.log.forget(count)
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
    if (place.workspace !== before.workspace) {
      // A paused page would show nothing of the other workspace.
      this.store.set({ isPaused: false, withheld: 0 })
      this.#open()
    } else if (place.filter !== before.filter) this.#changed()
  }

  #open(): void {
    this.#live?.end()
    this.#feed.clear()
    this.log.clear()
    this.#changed()
    const { workspace } = this.store.state.place
    let attempts = 0
    this.#live = new Live({
      api: this.api,
      workspace,
      take: (entries) => this.#feed.take(entries),
      onRefused: (failure) => {
        if (!this.store.state.isLocked) this.say(messageOf(failure), true)
      },
      onState: (live) => {
        this.store.set({ live })
        if (live === 'connecting') attempts++
        // After a cut, the server may be another one.
        if (live === (attempts === 1 ? 'connecting' : 'live')) this.#load()
      },
    })
  }

  #load(): void {
    this.loads.all().catch((error) => {
      if (!this.store.state.isLocked) this.say(messageOf(error), true)
    })
  }

  #changed(): void {
    const { filter, workspace } = this.store.state.place
    this.log.show(filter, workspace)
    this.store.set({ logVersion: this.store.state.logVersion + 1 })
  }
}
