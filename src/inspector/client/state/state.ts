import type { Connection, Endpoint, Fault, FaultInput, Session, Workspace } from '../data/entries.js'
import type { Place } from '../data/place.js'
import type { HeardClock } from '../data/workspace-clock.js'
import type { LiveState } from './live.js'

/** What the page says for a moment. */
export interface Notice {
  readonly text: string
  readonly isBad: boolean
}

/** A snapshot that the page has. */
export interface KeptSnapshot {
  readonly name: string
  readonly text: string
}

/** Everything that the page shows, an immutable value. The rows of the timeline are in the log. */
export interface State {
  readonly place: Place
  /** Whether the server asks for a token. */
  readonly isLocked: boolean
  readonly live: LiveState
  readonly isPaused: boolean
  /** How many entries came while it is paused. */
  readonly withheld: number
  /** How many rows came while nobody saw the page. */
  readonly unseen: number
  readonly workspaces: readonly Workspace[]
  readonly clock: HeardClock | null
  /** Newest first. */
  readonly sessions: readonly Session[]
  readonly connections: readonly Connection[]
  readonly faults: readonly Fault[]
  readonly endpoints: readonly Endpoint[]
  /** Changes with the log. */
  readonly logVersion: number
  readonly notice: Notice | null
  /** The fault with which the form begins; it has a number so that the same one can be asked for again. */
  readonly draft: { readonly number: number; readonly fault: FaultInput } | null
  /** Newest first. */
  readonly snapshots: readonly KeptSnapshot[]
  readonly isHelpOpen: boolean
}

/** What a page shows before it has read anything. */
export function initialState(place: Place): State {
  return {
    place,
    isLocked: false,
    live: 'connecting',
    isPaused: false,
    withheld: 0,
    unseen: 0,
    workspaces: [],
    clock: null,
    sessions: [],
    connections: [],
    faults: [],
    endpoints: [],
    logVersion: 0,
    notice: null,
    draft: null,
    snapshots: [],
    isHelpOpen: false,
  }
}

/** Keeps a state, and says when it is another. */
export class Store {
  #state: State
  readonly #listeners = new Set<() => void>()

  constructor(state: State) {
    this.#state = state
  }

  get state(): State {
    return this.#state
  }

  set(change: Partial<State>): void {
    this.#state = { ...this.#state, ...change }
    for (const listener of this.#listeners) listener()
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
}
