import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { fraction, seededRandom } from '../../src/lib/ids.js'
import { Attacker } from '../deep/neighbours/attacker.js'
import { connectOrAsk } from '../deep/neighbours/attacks.js'
import { startProgram } from '../helpers/process.js'
import { Connection } from './connection.js'
import { type Soak, User } from './user.js'
import { burst, statefulWorkloads } from './workloads.js'

const seed = process.env.SOAK_SEED ?? String(Date.now() % 2 ** 31)
const total = Number(process.env.SOAK_REQUESTS ?? 200_000)
const users = 64
const maxSessions = 1500
const maxWorkspaces = 150
const journalRing = 1000
/** The limit of the server's heap; the journals alone may have 64 MiB. */
const heapMib = 160

/** The resident memory of the server after so many requests. */
interface Sample {
  readonly answered: number
  readonly mib: number
}

t.test(
  `${total} requests of all kinds leak nothing, and the server closes while they are sent`,
  async (t) => {
    t.comment(`seed ${seed}: the same mix with SOAK_SEED=${seed}`)
    const receiverUrl = await createFlakyReceiver(t)
    const program = await startProgram(t, {
      LOG_LEVEL: 'error',
      // Without a limit V8 keeps garbage until the heap has doubled. With it, a leak ends the server.
      NODE_OPTIONS: `--max-old-space-size=${heapMib}`,
      SESSION_TTL: '1s',
      SESSION_RETENTION: '2s',
      MAX_SESSIONS: String(maxSessions),
      MAX_WORKSPACES: String(maxWorkspaces),
      WORKSPACE_IDLE: '2s',
    })
    const port = Number(new URL(program.url).port)
    const pid = program.child.pid as number
    const soak: Soak = { port, done: 0, isClosing: false, counts: new Map(), problems: [] }
    const connections: Connection[] = []
    const create = (name: string, connection: Connection, hasOwnConnection: boolean) =>
      new User(soak, connection, createRandom(`${seed} ${name}`), name, hasOwnConnection)
    const shared = Array.from({ length: 6 }, () => new Connection(port))
    const all = Array.from({ length: users }, (_, at) => {
      const hasOwnConnection = at % 4 === 0
      const connection = hasOwnConnection ? new Connection(port) : (shared[at % shared.length] as Connection)
      connections.push(connection)
      return create(`user${at}`, connection, hasOwnConnection)
    })
    t.teardown(() => {
      for (const connection of connections) connection.close()
    })
    const workloads = statefulWorkloads(receiverUrl)
    const samples: Sample[] = []
    const most = { sessions: 0, workspaces: 0, journal: 0 }

    /** Stays in one workspace, so that its journal becomes full. */
    async function keepWorkspace(user: User): Promise<void> {
      while (!soak.isClosing) await burst(user)
    }

    /** Continues with a new workspace after eight workloads, and resets one that is not empty. */
    async function useNewWorkspaces(user: User): Promise<void> {
      while (!soak.isClosing) {
        const isStateful = user.random() < 0.5
        for (let step = 0; step < 8 && !soak.isClosing; step++) {
          const workload = isStateful && user.random() < 0.6 ? user.pick(workloads) : burst
          await workload(user)
        }
        if (isStateful) await user.ask('POST', '/_mock/reset', [204])
        user.changeWorkspace()
      }
    }

    const watcher = create('watcher', new Connection(port), true)
    /** A connection has a small share of the server, and these open many sessions. */
    const openers = Array.from({ length: 16 }, () => {
      const connection = new Connection(port)
      connections.push(connection)
      return create('watcher', connection, true)
    })
    connections.push(...shared)
    async function watch(keeper: User): Promise<void> {
      while (!soak.isClosing) {
        const list = await watcher.ask('GET', '/_mock/workspaces', [200], { key: undefined })
        const journal = await watcher.ask('GET', '/_mock/requests/count', [200], { key: keeper.key })
        if (list === undefined || journal === undefined) continue
        const sessions = list.data.reduce((sum: number, one: { sessions: number }) => sum + one.sessions, 0)
        most.sessions = Math.max(most.sessions, sessions)
        most.workspaces = Math.max(most.workspaces, list.pagination.total)
        most.journal = Math.max(most.journal, journal.count)
        samples.push({ answered: soak.done, mib: await residentMib(pid) })
        const missing = Math.max(0, maxSessions - sessions)
        const open = (_: unknown, at: number) =>
          openers[at % openers.length]?.ask('POST', '/v1/connect/airbnb', [200], { body: {} })
        await Promise.all(Array.from({ length: missing }, open))
        await sleep(100)
      }
    }

    const attacker = new Attacker({ port, silentUrl: receiverUrl, forMs: Number.POSITIVE_INFINITY })
    const attack = attacker.flood(2, connectOrAsk)
    const began = performance.now()
    const [keeper, ...others] = all as [User, ...User[]]
    const work = Promise.all([keepWorkspace(keeper), watch(keeper), ...others.map(useNewWorkspaces)])
    while (soak.done < total && program.child.exitCode === null) await sleep(20)
    const perSecond = soak.done / ((performance.now() - began) / 1000)

    soak.isClosing = true
    attacker.close()
    const ending = performance.now()
    program.child.kill('SIGTERM')
    const code = await program.ended
    const tookMs = performance.now() - ending
    await Promise.all([work, attack])

    const midway = medianOfFifth(samples, 2)
    const late = medianOfFifth(samples, 4)
    t.comment(
      `measured ${Math.round(perSecond)} requests/s; resident memory ${midway.toFixed(0)} MiB midway, ${late.toFixed(0)} MiB late; ` +
        `closed in ${tookMs.toFixed(0)} ms; ${[...soak.counts]
          .sort()
          .map(([status, count]) => `${count}x${status}`)
          .join(' ')}`,
    )
    t.strictSame(soak.problems.slice(0, 10), [], 'every answer is expected')
    t.equal(code, 0, 'the server ends well')
    t.ok(tookMs < 2000, 'within two seconds')
    t.equal(
      program.stdout().trim().split('\n').length,
      1,
      `nothing is logged as an error: ${program.stdout().slice(0, 2000)}`,
    )
    t.equal(program.stderr(), '', 'nothing on stderr')
    t.ok(late <= midway * 1.1, `memory does not grow: ${midway} MiB, ${late} MiB`)
    t.equal(most.workspaces, maxWorkspaces, 'as many workspaces as may be')
    // The workspaces are read one after the other: a session that goes and its successor may both be counted.
    t.ok(
      most.sessions <= maxSessions * 1.01 && most.sessions > maxSessions * 0.95,
      `as many sessions as may be: ${most.sessions}`,
    )
    t.ok(
      most.journal <= journalRing && most.journal > journalRing / 2,
      `as many requests in a journal as may be: ${most.journal}`,
    )
  },
)

/** Random numbers of [0, 1), the same for the same seed. */
function createRandom(seed: string): () => number {
  const random = seededRandom(seed)
  return () => fraction(random)
}

/** The resident memory of a process, in MiB. */
async function residentMib(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024
}

/** The median memory in a fifth of the run; 0 is the first one. */
function medianOfFifth(samples: readonly Sample[], fifth: number): number {
  const within = samples.filter(({ answered }) => Math.floor((answered * 5) / (total + 1)) === fifth)
  const sorted = within.map(({ mib }) => mib).sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] as number
}

/** A receiver that accepts most webhooks, refuses some, and cuts the connection of others. */
async function createFlakyReceiver(t: Test): Promise<string> {
  const random = createRandom(seed)
  const server = createServer((request, reply) => {
    request.resume()
    const outcome = random()
    if (outcome < 0.1) request.socket.destroy()
    else reply.writeHead(outcome < 0.3 ? 500 : 200).end('noted')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks`
}
