import type { Bench, Findings } from './bench.js'
import { type Case, type CaseName, cases, checkAnswer } from './cases.js'
import { type Comparison, comparisons, idOf, type Run } from './comparisons.js'
import { type Cost, drive } from './load.js'
import type { Part } from './options.js'
import { type PeerName, peers, startPeers } from './peers.js'
import { round } from './report.js'
import { type ServerProcess, startServer } from './server-process.js'
import { programOf, type ServerName } from './servers.js'
import { summarize } from './statistics.js'
import { targetsOn } from './targets.js'
import { controlOfRatio, type Measurement } from './verdict.js'

/** What every round showed: for each run its costs, for each comparison its ratios. */
class Rounds {
  readonly costs = new Map<string, Cost[]>()
  readonly ratios = new Map<string, number[]>()

  add(costs: ReadonlyMap<string, Cost>, made: readonly Comparison[], connections: number): void {
    for (const [id, cost] of costs) push(this.costs, `${id}, ${connections} connections`, cost)
    for (const { id, of, to } of made) {
      const cpuOf = (run: Run) => costs.get(idOf(run))?.cpuNs as number
      push(this.ratios, `${id} ${connections}`, cpuOf(of) / cpuOf(to))
      push(this.ratios, `${id} ${connections} again`, cpuOf({ ...to, isAgain: true }) / cpuOf(to))
    }
  }
}

/** The number of connections at which targets are judged. */
const judgedAt = 10

/** CPU time of requests, of our server against the bases, in rounds of shuffled order. */
export async function measureRequests(bench: Bench): Promise<Findings> {
  const { isShort, peers: withPeers } = bench.options
  const judged = new Set(targetsOn(0).map(({ id }) => id))
  const made = comparisons.filter(
    ({ id, part, peer }) =>
      bench.options.parts.has(part) && (!peer || withPeers) && (!isShort || judged.has(id)),
  )
  if (made.length === 0) return { measurements: [], details: [] }
  const rounds = new Rounds()
  for (let staging = 1; staging <= (isShort ? 2 : 3); staging++) {
    bench.say(`requests, servers started for the ${staging}. time`)
    await stage(bench, made, rounds)
  }
  return { measurements: made.map((one) => measurementOf(one, rounds)), details: detailsOf(made, rounds) }
}

/** Starts the servers anew, because one process of a program is never quite as fast as another, and makes some rounds. */
async function stage(bench: Bench, made: readonly Comparison[], rounds: Rounds): Promise<void> {
  const { isShort } = bench.options
  const runs = runsOf(made)
  const servers = await startServers(bench, runs)
  const one = async (run: Run, connections: number, share: number) =>
    runOnce(servers.get(run.server) as ServerProcess, run.case, connections, share)
  for (const run of runs.filter(({ isAgain }) => !isAgain)) {
    if (!(run.server in peers)) await checkAnswer(servers.get(run.server) as ServerProcess, run.case)
    await one(run, judgedAt, run.server in peers ? 0.4 : 2)
  }
  for (const connections of isShort ? [judgedAt] : [1, judgedAt, 100]) {
    for (let count = 0; count < 5; count++) {
      const costs = new Map<string, Cost>()
      for (const run of bench.shuffle(runs)) {
        costs.set(idOf(run), await one(run, connections, run.server in peers ? 0.1 : isShort ? 0.5 : 1))
      }
      rounds.add(costs, made, connections)
    }
  }
  for (const server of servers.values()) await server.stop()
}

/** Everything that the comparisons are made of, once; and what they compare with once more, as the control. */
function runsOf(made: readonly Comparison[]): readonly Run[] {
  const all = made.flatMap(({ of, to }) => [of, to, { ...to, isAgain: true as const }])
  return [...new Map(all.map((run) => [idOf(run), run])).values()]
}

async function startServers(bench: Bench, runs: readonly Run[]): Promise<ReadonlyMap<string, ServerProcess>> {
  const names = [...new Set(runs.map(({ server }) => server))]
  const servers = new Map<string, ServerProcess>()
  const own = names.filter((name): name is ServerName => !(name in peers))
  for (const name of own) servers.set(name, await startServer(bench.children, programOf(bench, name)))
  if (own.length < names.length) {
    const started = await startPeers(bench)
    for (const name of Object.keys(started)) servers.set(name, started[name as PeerName])
  }
  return servers
}

async function runOnce(
  server: ServerProcess,
  name: CaseName,
  connections: number,
  share: number,
): Promise<Cost> {
  const { status, prepare, ...rest }: Case = cases[name]
  const count = Math.max(connections, Math.round(rest.count * share))
  return drive(server, { connections, count, status, requestAt: await prepare(server, count) })
}

function measurementOf({ id }: Comparison, { ratios }: Rounds): Measurement {
  const { median, spread } = summarize(ratios.get(`${id} ${judgedAt}`) as number[])
  const control = controlOfRatio(summarize(ratios.get(`${id} ${judgedAt} again`) as number[]))
  return { id, value: median, spread, control }
}

function detailsOf(made: readonly Comparison[], { costs, ratios }: Rounds) {
  const names = new Map<string, Part | string>(made.map(({ id, name }) => [id, name]))
  const ofRatios = [...ratios].flatMap(([id, values]) => {
    const [comparison = '', connections, again] = id.split(' ')
    if (again !== undefined) return []
    const { median, spread } = summarize(values)
    return {
      name: `${names.get(comparison)}, ${connections} connections`,
      value: `${round(median)} (spread ${round(spread)})`,
    }
  })
  const ofCosts = [...costs].map(([name, values]) => ({
    name,
    value: [
      `${round(summarize(values.map(({ cpuNs }) => cpuNs / 1000)).median)} µs CPU`,
      `${Math.round(summarize(values.map(({ perSecond }) => perSecond)).median)}/s`,
    ].join(', '),
  }))
  return [...ofRatios, ...ofCosts]
}

function push<T>(lists: Map<string, T[]>, id: string, value: T): void {
  const list = lists.get(id) ?? []
  list.push(value)
  lists.set(id, list)
}
