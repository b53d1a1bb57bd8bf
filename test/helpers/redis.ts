import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process'
import { randomInt, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { Redis } from 'iovalkey'
import type { Test } from 'tap'
import type { Link, LinkOptions } from '../../src/storage/redis-link.js'

const given = process.env.TEST_STORE_URL
const hasProgram = spawnSync('redis-server', ['--version']).status === 0

/** Why tests need not run that start and stop a store of their own; false when they can. */
export const noRedisServer = !hasProgram && 'redis-server is not installed'

/** Why tests on a store need not run; false when they can. */
export const noRedis = given === undefined && noRedisServer

/** A store of its own for a test: a Redis that keeps nothing unless told to, in a directory of its own. */
export class RedisServer {
  readonly url: string
  readonly #args: readonly string[]
  #child: ChildProcess | null = null
  /** Ends the server when this process ends, however it does. */
  #guard: ChildProcess | null = null

  private constructor(port: number, args: readonly string[]) {
    this.url = `redis://127.0.0.1:${port}`
    this.#args = ['--bind', '127.0.0.1', '--port', String(port), ...args]
  }

  /** @param more arguments, as `--appendonly yes`. */
  static async start(t: Test, more: readonly string[] = []): Promise<RedisServer> {
    const dir = await mkdtemp(join(tmpdir(), 'redis-'))
    t.teardown(() => rm(dir, { recursive: true }))
    const args = ['--dir', dir, '--save', '', '--appendonly', 'no', ...more]
    for (let tries = 0; ; tries++) {
      const server = new RedisServer(await freePort(), args)
      t.teardown(() => server.kill())
      // Another process can have taken the port meanwhile.
      const isStarted = await server.start().then(
        () => true,
        (error) => {
          if (tries === 4) throw error
          return false
        },
      )
      if (isStarted) return server
    }
  }

  /** Starts it again, where it was. */
  async start(): Promise<void> {
    const child = spawn('redis-server', this.#args, { stdio: ['ignore', 'pipe', 'ignore'] })
    this.#child = child
    this.#guard = spawn('sh', ['-c', `cat; kill -9 ${child.pid}`], { stdio: ['pipe', 'ignore', 'ignore'] })
    let output = ''
    for await (const chunk of child.stdout.iterator({ destroyOnReturn: false })) {
      output += chunk
      if (output.includes('Ready to accept connections')) break
    }
    child.stdout.resume()
    if (!output.includes('Ready to accept connections')) throw new Error(output)
  }

  /** Ends it at once, as a crash does. */
  async kill(): Promise<void> {
    const child = this.#child
    this.#child = null
    if (child === null) return
    this.#guard?.kill()
    if (child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
  }

  /** Lets it hang. */
  freeze(): void {
    this.#child?.kill('SIGSTOP')
  }

  /** Lets it go on. */
  thaw(): void {
    this.#child?.kill('SIGCONT')
  }
}

/** A cluster of three stores for a test. */
export class RedisCluster {
  readonly url: string
  readonly nodes: readonly RedisServer[]

  private constructor(nodes: readonly RedisServer[]) {
    this.nodes = nodes
    this.url = `redis+cluster://${nodes.map(({ url }) => new URL(url).host).join()}`
  }

  static async start(t: Test, more: readonly string[] = []): Promise<RedisCluster> {
    const args = ['--cluster-enabled', 'yes', '--cluster-node-timeout', '2000', ...more]
    const nodes = await Promise.all(Array.from({ length: 3 }, () => RedisServer.start(t, args)))
    const hosts = nodes.map(({ url }) => new URL(url).host)
    await promisify(execFile)('redis-cli', ['--cluster', 'create', ...hosts, '--cluster-yes'])
    const isReady = async ({ url }: RedisServer) => {
      const { stdout } = await promisify(execFile)('redis-cli', ['-u', url, 'cluster', 'info'])
      return stdout.includes('cluster_state:ok') && stdout.includes('cluster_known_nodes:3')
    }
    while (!(await Promise.all(nodes.map(isReady))).every(Boolean)) await wait(50)
    return new RedisCluster(nodes)
  }
}

/** The store for the tests of a file: that of TEST_STORE_URL, or a new one. */
export async function storeUrl(t: Test): Promise<string> {
  return given ?? (await RedisServer.start(t)).url
}

/** What the keys of one test begin with. */
export function newPrefix(): string {
  return `test:${randomUUID()}:`
}

/** A link for one test, that shares no key with others unless given their prefix. */
export async function openLink(t: Test, options: Partial<LinkOptions> & { url: string }): Promise<Link> {
  const { Link } = await import('../../src/storage/redis-link.js')
  const link = await Link.open({ prefix: newPrefix(), timeoutMs: 1500, ...options })
  t.teardown(() => link.close())
  return link
}

/** A client that may do anything to a store. */
export async function adminOf(t: Test, url: string): Promise<Redis> {
  const { Redis } = await import('iovalkey')
  const admin = new Redis(url)
  t.teardown(() => admin.disconnect())
  return admin
}

/**
 * A port below those that a system gives away, so that none takes it while a store is down. The same holds for the one
 * 10,000 above it, where nodes of a cluster speak with each other.
 */
async function freePort(): Promise<number> {
  const port = randomInt(15_000, 22_000)
  return (await isFree(port)) && (await isFree(port + 10_000)) ? port : freePort()
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1')
  const isListening = await once(server, 'listening').then(
    () => true,
    () => false,
  )
  server.close()
  return isListening
}
