import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from './bench.js'
import { ask } from './client.js'

/** How long each step took in a process of its own, in milliseconds. */
export interface LibraryReading {
  readonly import: number
  readonly start: number
  readonly firstAnswer: number
  readonly close: number
  /** The second start in the same process. */
  readonly restart: number
}

/** A server in this process. */
interface Running {
  answer(): Promise<number>
  close(): Promise<unknown>
}

/** What can be measured: each imports what it is about, and returns what starts it. */
const subjects = {
  async ours() {
    const { startMock } = (await import(join(root, 'bundle/index.mjs'))) as typeof import('../src/index.js')
    return async (): Promise<Running> => {
      const { url, close } = await startMock()
      return { answer: () => askHealth(Number(new URL(url).port)), close }
    }
  },
  async fastify() {
    await import('fastify')
    return async (): Promise<Running> => {
      const { buildBare } = await import('./bases/bare-app.js')
      const app = buildBare()
      await app.listen({ host: '127.0.0.1', port: 0 })
      const { port } = new URL(app.listeningOrigin)
      return { answer: () => askHealth(Number(port)), close: () => app.close() }
    }
  },
  async msw() {
    const require = createRequire(join(root, '.cache/peers/package.json'))
    const load = (name: string) => import(pathToFileURL(require.resolve(name)).href)
    const [{ http, HttpResponse }, { setupServer }] = await Promise.all([load('msw'), load('msw/node')])
    return async (): Promise<Running> => {
      const url = 'http://repull.example/v1/health'
      const server = setupServer(http.get(url, () => HttpResponse.json({ status: 'ok' })))
      server.listen()
      return { answer: async () => (await fetch(url)).status, close: async () => server.close() }
    }
  },
} satisfies Record<string, () => Promise<() => Promise<Running>>>

export type Subject = keyof typeof subjects

async function askHealth(port: number): Promise<number> {
  return (await ask(port, { method: 'GET', path: '/v1/health' })).status
}

async function timed<T>(run: () => Promise<T>): Promise<[T, number]> {
  const began = performance.now()
  const result = await run()
  return [result, performance.now() - began]
}

async function read(subject: Subject): Promise<LibraryReading> {
  const [start, importMs] = await timed<() => Promise<Running>>(subjects[subject])
  // The schemas of the bare app are ours, and no part of its start.
  if (subject === 'fastify') await import('./bases/bare-app.js')
  const [first, startMs] = await timed(start)
  const [status, firstAnswerMs] = await timed(first.answer)
  if (status !== 200) throw new Error(`${subject}: the first answer is ${status}`)
  const [, closeMs] = await timed(first.close)
  const [second, restartMs] = await timed(start)
  await second.close()
  return { import: importMs, start: startMs, firstAnswer: firstAnswerMs, close: closeMs, restart: restartMs }
}

process.stdout.write(`${JSON.stringify(await read(process.argv[2] as Subject))}\n`)
