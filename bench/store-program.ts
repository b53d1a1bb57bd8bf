import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Session } from '../src/connect/session.js'
import { createIds, systemRandom } from '../src/ids.js'
import { MemoryStore } from '../src/stores/memory.js'
import { redirectUrl } from './cases.js'
import { GarbagePauses } from './garbage-pauses.js'

/** What the store showed. Durations in milliseconds. */
export interface StoreReading {
  readonly heapBytesEach: number
  /** The longest addition while the store grew to a million and they expired, the garbage collector's pauses included. */
  readonly longestPutMs: number
  /** The longest addition or turn while sessions were forgotten, without the pauses of the garbage collector. */
  readonly longestSweepMs: number
  readonly longestSweepWithGarbageMs: number
  /** The longest pause of a loop that does nothing, as long as the sweeping took. */
  readonly idlePauseMs: number
}

const live = 1e6
const ttlMs = 1_800_000
const ids = createIds(systemRandom)
const pauses = new GarbagePauses()
let nowMs = Date.UTC(2026, 10, 21)
const forgetting = {
  isForgotten: ({ expiresAt }: Session) => nowMs >= expiresAt,
  mayForget: ({ expiresAt }: Session) => nowMs >= expiresAt,
}

/** A session as the domain makes them, with texts of its own. */
function sessionAt(at: number): Session {
  return {
    id: ids.session(nowMs),
    workspaceId: `workspace-${at % 4}`,
    version: 1,
    status: 'pending',
    provider: 'airbnb',
    isPicker: false,
    allowedProviders: null,
    redirectUrl: `${redirectUrl.slice(0, -7)}${String(at).padStart(7, '0')}`,
    state: null,
    locale: null,
    accessType: 'full_access',
    createdAt: nowMs,
    expiresAt: nowMs + ttlMs,
    claim: null,
    accountId: null,
  }
}

/** The longest of some stretches of time, with and without what the garbage collector took of them. */
class Longest {
  ms = 0
  withGarbageMs = 0

  async add(began: number, ended: number): Promise<void> {
    this.withGarbageMs = Math.max(this.withGarbageMs, ended - began)
    if (ended - began <= this.ms) return
    this.ms = Math.max(this.ms, ended - began - (await pauses.within(began, ended)))
  }
}

/** Adds sessions, a few each turn of the event loop as a server would. What the store does between turns counts too. */
async function add(store: MemoryStore, count: number, stepMs: number) {
  const puts = new Longest()
  const turns = new Longest()
  for (let at = 0; at < count; at++) {
    nowMs += stepMs
    const session = sessionAt(at)
    const began = performance.now()
    const added = store.addSession(session, forgetting)
    const ended = performance.now()
    if ((await added) !== 'added') throw new Error(`The store does not take session ${at}: ${await added}`)
    await puts.add(began, ended)
    if (at % 64 === 0) {
      const left = performance.now()
      await nextTurn()
      await turns.add(left, performance.now())
    }
  }
  return { puts, turns }
}

/** The longest pause of a loop that only looks at the time. */
function idlePause(forMs: number): number {
  const began = performance.now()
  let longest = 0
  for (let last = began, now = began; now < began + forMs; last = now) {
    now = performance.now()
    longest = Math.max(longest, now - last)
  }
  return longest
}

function heapBytes(): number {
  globalThis.gc?.()
  return process.memoryUsage().heapUsed
}

const store = new MemoryStore(live * 1.5)
const empty = heapBytes()
// Filled within the lifetime of the first, so that all of them live.
const filling = await add(store, live, ttlMs / live / 2)
const heapBytesEach = (heapBytes() - empty) / live
nowMs += ttlMs / 2
const began = performance.now()
// Added as fast as they were, while as many expire in the same time.
const sweeping = await add(store, live / 2, ttlMs / live)
const reading: StoreReading = {
  heapBytesEach,
  longestPutMs: Math.max(filling.puts.withGarbageMs, sweeping.puts.withGarbageMs),
  longestSweepMs: Math.max(sweeping.puts.ms, sweeping.turns.ms),
  longestSweepWithGarbageMs: Math.max(sweeping.puts.withGarbageMs, sweeping.turns.withGarbageMs),
  idlePauseMs: idlePause(performance.now() - began),
}
process.stdout.write(`${JSON.stringify(reading)}\n`)
