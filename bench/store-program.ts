import { setImmediate as nextTurn } from 'node:timers/promises'
import { pooled, systemRandom } from '../src/lib/ids.js'
import { SessionEviction } from '../src/sessions/eviction.js'
import { SessionService } from '../src/sessions/service.js'
import { MemoryDirectory } from '../src/storage/directory.js'
import { MemoryRecordStore } from '../src/storage/memory-records.js'
import { newestVersion } from '../src/versions/api-version.js'
import { systemRandomSource } from '../src/workspaces/random-source.js'
import { initialState } from '../src/workspaces/state.js'
import { Transactions } from '../src/workspaces/transactions.js'
import { Workspaces } from '../src/workspaces/workspaces.js'
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
const pauses = new GarbagePauses()
let nowMs = Date.UTC(2026, 10, 21)

/** Sessions without a server, in four workspaces. */
async function createSessions(maxSessions: number) {
  const clock = { now: () => nowMs }
  const records = new MemoryRecordStore()
  const directory = new MemoryDirectory(maxSessions)
  const randomSource = systemRandomSource(pooled(systemRandom))
  const nothing = async () => {}
  const transactions: Transactions = new Transactions({
    records,
    clock,
    apiVersion: newestVersion,
    randomSourceFor: () => randomSource,
    plan: nothing,
    record: nothing,
    reload: (id) => workspaces.ofId(id),
    evict: async () => false,
  })
  const workspaces: Workspaces = new Workspaces({
    clock,
    records,
    apiVersion: newestVersion,
    maxWorkspaces: 10,
    workspaceIdleMs: 60_000,
    begin: async (workspace) => transactions.run(workspace, (tx) => tx.setState(initialState)),
    keepOf: nothing,
    forgetRest: nothing,
    forgetAll: nothing,
  })
  const kept = { clock, records, directory, transactions, workspaces }
  const failed = (error: unknown) => {
    throw error
  }
  const eviction = new SessionEviction({ ...kept, maxSessions, sessionRetentionMs: 0, failed })
  const limits = { sessionTtlMs: ttlMs, sessionRetentionMs: 0 }
  const sessions = new SessionService({ ...kept, eviction, limits })
  const own = await Promise.all([0, 1, 2, 3].map((at) => workspaces.ofKey(`sk_test_${at}`)))
  /** Opens a session with texts of its own. */
  return async (at: number): Promise<void> => {
    const url = `${redirectUrl.slice(0, -7)}${String(at).padStart(7, '0')}`
    const workspace = own[at % own.length]
    if (workspace !== undefined) await sessions.open(workspace, { provider: 'airbnb', redirectUrl: url })
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

/** Opens sessions, a few each turn of the event loop as a server would. What is done between turns counts too. */
async function add(open: (at: number) => Promise<void>, count: number, stepMs: number) {
  const puts = new Longest()
  const turns = new Longest()
  for (let at = 0; at < count; at++) {
    nowMs += stepMs
    const began = performance.now()
    await open(at)
    await puts.add(began, performance.now())
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

const open = await createSessions(live * 1.5)
const empty = heapBytes()
// Filled within the lifetime of the first, so that all of them live.
const filling = await add(open, live, ttlMs / live / 2)
const heapBytesEach = (heapBytes() - empty) / live
nowMs += ttlMs / 2
const began = performance.now()
// Added as fast as they were, while as many expire in the same time.
const sweeping = await add(open, live / 2, ttlMs / live)
const reading: StoreReading = {
  heapBytesEach,
  longestPutMs: Math.max(filling.puts.withGarbageMs, sweeping.puts.withGarbageMs),
  longestSweepMs: Math.max(sweeping.puts.ms, sweeping.turns.ms),
  longestSweepWithGarbageMs: Math.max(sweeping.puts.withGarbageMs, sweeping.turns.withGarbageMs),
  idlePauseMs: idlePause(performance.now() - began),
}
process.stdout.write(`${JSON.stringify(reading)}\n`)
