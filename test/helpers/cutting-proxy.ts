import { once } from 'node:events'
import { type AddressInfo, connect as connectTo, createServer, type Server, type Socket } from 'node:net'
import { setTimeout } from 'node:timers'
import type { Test } from 'tap'

export interface CuttingProxyOptions {
  /** What cuts follow from; random when left out. */
  readonly seed?: number
}

/** A pair of connections, to the caller and to the store. */
type Pair = readonly [caller: Socket, store: Socket]

/** Stands on loopback before a store, forwards what it gets, and can delay it or cut connections. Says its seed. */
export class CuttingProxy {
  readonly seed: number
  /** How many connections were cut. */
  cuts = 0
  /** How long each piece takes, each way, in milliseconds. */
  delayMs = 0
  /** How likely it is that a connection is cut at a piece, in either direction: before, after or amid it. */
  cutChance = 0
  readonly #server: Server
  readonly #pairs = new Set<Pair>()
  readonly #random: () => number
  #target: URL

  private constructor(target: string, seed: number) {
    this.seed = seed
    this.#random = randomOf(seed)
    this.#target = new URL(target)
    this.#server = createServer((caller) => this.#join(caller))
  }

  /** @param target the URL of the store. */
  static async start(t: Test, target: string, options: CuttingProxyOptions = {}): Promise<CuttingProxy> {
    const { seed = Math.floor(Math.random() * 2 ** 31) } = options
    t.comment(`seed ${seed} of the cutting proxy`)
    const proxy = new CuttingProxy(target, seed)
    proxy.#server.listen(0, '127.0.0.1')
    await once(proxy.#server, 'listening')
    t.teardown(() => {
      proxy.#server.close()
      proxy.cut()
    })
    return proxy
  }

  /** The URL of the store by way of the proxy. */
  get url(): string {
    const url = new URL(this.#target)
    const { port } = this.#server.address() as AddressInfo
    url.host = `127.0.0.1:${port}`
    return url.href.replace(/\/$/, '')
  }

  /** Leads new connections to another store. */
  target(url: string): void {
    this.#target = new URL(url)
  }

  /** Cuts all connections now. */
  cut(): void {
    for (const pair of this.#pairs) this.#cutOne(pair)
  }

  #join(caller: Socket): void {
    const store = connectTo(Number(this.#target.port), this.#target.hostname)
    const pair: Pair = [caller, store]
    this.#pairs.add(pair)
    this.#forward(pair, caller, store)
    this.#forward(pair, store, caller)
  }

  #forward(pair: Pair, from: Socket, to: Socket): void {
    from.setNoDelay(true)
    from.on('error', () => {})
    from.on('close', () => {
      this.#pairs.delete(pair)
      this.#later(() => to.destroy())
    })
    from.on('data', (piece) => this.#later(() => this.#pass(pair, to, piece)))
  }

  /** Passes a piece on, or only its beginning, or less. */
  #pass(pair: Pair, to: Socket, piece: Buffer): void {
    if (!this.#pairs.has(pair)) return
    if (this.#random() >= this.cutChance) {
      to.write(piece)
      return
    }
    const length = [0, Math.floor(this.#random() * piece.length), piece.length][
      Math.floor(this.#random() * 3)
    ]
    // A cut right after the whole piece: it arrives, and its answer does not.
    to.write(piece.subarray(0, length), () => this.#cutOne(pair))
  }

  #cutOne(pair: Pair): void {
    if (this.#pairs.delete(pair)) this.cuts++
    for (const socket of pair) socket.destroy()
  }

  #later(run: () => void): void {
    if (this.delayMs === 0) run()
    else setTimeout(run, this.delayMs)
  }
}

/** Numbers from 0 to 1 that follow from a seed (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
