import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { fraction, seededRandom } from '../../src/lib/ids.js'
import { startProgram } from '../helpers/process.js'
import { medianOfFifth, residentMib, type Sample } from './memory.js'
import { Pipe } from './pipe.js'
import { type Soak, User } from './user.js'
import { hurry, lasting } from './workloads.js'

const seed = process.env.SOAK_SEED ?? String(Date.now() % 2 ** 31)
const total = Number(process.env.SOAK_REQUESTS ?? 200_000)
const users = 64
const maxSessions = 1500
const maxWorkspaces = 150
const journalRing = 1000
/** What the server may hold of all that it keeps; the journals alone may have 64 MiB. */
const heapMib = 160

t.test(
  `${total} requests of all kinds leave nothing behind, and the server ends in the midst of them`,
  async (t) => {
    t.comment(`seed ${seed}: the same mix with SOAK_SEED=${seed}`)
    const receiverUrl = await createMoodyReceiver(t)
    const program = await startProgram(t, {
      LOG_LEVEL: 'error',
      // Left to itself V8 lets garbage lie until the heap has doubled; what leaks ends the server so.
      NODE_OPTIONS: `--max-old-space-size=${heapMib}`,
      SESSION_TTL: '1s',
      SESSION_RETENTION: '2s',
      MAX_SESSIONS: String(maxSessions),
      MAX_WORKSPACES: String(maxWorkspaces),
    })
    const port = Number(new URL(program.url).port)
    const pid = program.child.pid as number
    const soak: Soak = { port, done: 0, isClosing: false, counts: new Map(), problems: [] }
    const pipes: Pipe[] = []
    const create = (name: string, pipe: Pipe, isAlone: boolean) =>
      new User(soak, pipe, createChance(`${seed} ${name}`), name, isAlone)
    const shared = Array.from({ length: 6 }, () => new Pipe(port))
    const all = Array.from({ length: users }, (_, at) => {
      const isAlone = at % 4 === 0
      const pipe = isAlone ? new Pipe(port) : (shared[at % shared.length] as Pipe)
      pipes.push(pipe)
      return create(`user${at}`, pipe, isAlone)
    })
    t.teardown(() => {
      for (const pipe of pipes) pipe.close()
    })
    const habits = lasting(receiverUrl)
    const samples: Sample[] = []
    const most = { sessions: 0, workspaces: 0, journal: 0 }

    /** One who stays for ever, so that his journal fills up. */
    async function stay(user: User): Promise<void> {
      while (!soak.isClosing) await hurry(user)
    }

    /** One who does this and that, and leaves; what would last he takes with him. */
    async function comeAndGo(user: User): Promise<void> {
      while (!soak.isClosing) {
        const isLasting = user.chance() < 0.5
        for (let deed = 0; deed < 8 && !soak.isClosing; deed++) {
          const habit = isLasting && user.chance() < 0.6 ? user.pick(habits) : hurry
          await habit(user)
        }
        if (isLasting) await user.ask('POST', '/_mock/reset', [204])
        user.leave()
      }
    }

    const watcher = create('watcher', new Pipe(port), true)
    pipes.push(...shared)
    async function watch(stayer: User): Promise<void> {
      while (!soak.isClosing) {
        const list = await watcher.ask('GET', '/_mock/workspaces', [200], { key: undefined })
        const journal = await watcher.ask('GET', '/_mock/requests/count', [200], { key: stayer.key })
        if (list === undefined || journal === undefined) continue
        const sessions = list.data.reduce((sum: number, one: { sessions: number }) => sum + one.sessions, 0)
        most.sessions = Math.max(most.sessions, sessions)
        most.workspaces = Math.max(most.workspaces, list.data.length)
        most.journal = Math.max(most.journal, journal.count)
        samples.push({ answered: soak.done, mib: await residentMib(pid) })
        const missing = Math.max(0, maxSessions - sessions)
        const open = () => watcher.ask('POST', '/v1/connect/airbnb', [200], { body: {} })
        await Promise.all(Array.from({ length: missing }, open))
        await sleep(100)
      }
    }

    const began = performance.now()
    const [stayer, ...others] = all as [User, ...User[]]
    const work = Promise.all([stay(stayer), watch(stayer), ...others.map(comeAndGo)])
    while (soak.done < total && program.child.exitCode === null) await sleep(20)
    const perSecond = soak.done / ((performance.now() - began) / 1000)

    soak.isClosing = true
    const ending = performance.now()
    program.child.kill('SIGTERM')
    const code = await program.ended
    const tookMs = performance.now() - ending
    await work

    const midway = medianOfFifth(samples, total, 2)
    const late = medianOfFifth(samples, total, 4)
    t.comment(
      `measured ${Math.round(perSecond)} requests/s; resident memory ${midway.toFixed(0)} MiB midway, ${late.toFixed(0)} MiB late; ` +
        `closed in ${tookMs.toFixed(0)} ms; ${[...soak.counts]
          .sort()
          .map(([status, count]) => `${count}x${status}`)
          .join(' ')}`,
    )
    t.strictSame(soak.problems.slice(0, 10), [], 'every answer is one that it may be')
    t.equal(code, 0, 'the server ends well')
    t.ok(tookMs < 2000, 'within two seconds')
    t.equal(
      program.stdout().trim().split('\n').length,
      1,
      `nothing is logged as an error: ${program.stdout().slice(0, 2000)}`,
    )
    t.equal(program.stderr(), '', 'nothing failed unseen')
    t.ok(late <= midway * 1.1, `memory does not grow: ${midway} MiB, ${late} MiB`)
    t.equal(most.workspaces, maxWorkspaces, 'as many workspaces as may be')
    t.ok(
      most.sessions <= maxSessions && most.sessions > maxSessions * 0.95,
      `as many sessions as may be: ${most.sessions}`,
    )
    t.ok(
      most.journal <= journalRing && most.journal > journalRing / 2,
      `as many requests in a journal as may be: ${most.journal}`,
    )
  },
)

/** RandomSource numbers of [0, 1), the same for the same seed. */
function createChance(seed: string): () => number {
  const random = seededRandom(seed)
  return () => fraction(random)
}

/** An endpoint that takes most events, refuses some, and hangs up on others. */
async function createMoodyReceiver(t: Test): Promise<string> {
  const chance = createChance(seed)
  const server = createServer((request, reply) => {
    request.resume()
    const mood = chance()
    if (mood < 0.1) request.socket.destroy()
    else reply.writeHead(mood < 0.3 ? 500 : 200).end('noted')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks`
}
