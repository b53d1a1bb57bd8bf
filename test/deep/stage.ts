import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Test } from 'tap'
import { readSettings } from '../../src/cli/settings.js'
import { listen } from '../../src/server.js'
import type { AnyBody } from '../helpers/answers.js'
import { CuttingProxy } from '../helpers/cutting-proxy.js'

/** A server of its own process in all but name: real time, real sockets, and a store behind a proxy. */
export interface DeepServer {
  readonly url: string
  readonly proxy: CuttingProxy
}

/** Starts servers that share a store, each behind a proxy of its own. They close with the test. */
export async function startServers(
  t: Test,
  storeUrl: string,
  prefix: string,
  seeds: readonly number[],
): Promise<readonly DeepServer[]> {
  return Promise.all(
    seeds.map(async (seed) => {
      const proxy = await CuttingProxy.start(t, storeUrl, { seed })
      const settings = readSettings({
        PORT: 0,
        LOG_LEVEL: 'silent',
        STORE_URL: proxy.url,
        STORE_PREFIX: prefix,
      })
      const server = await listen(settings, process.stderr)
      t.teardown(() => server.close())
      return { url: server.localUrl, proxy }
    }),
  )
}

export interface Answer {
  readonly status: number
  readonly body: AnyBody
  readonly elapsedMs: number
}

export interface Request {
  readonly method?: string
  readonly path: string
  readonly key: string
  readonly body?: object
  readonly idempotencyKey?: string
}

/** Sends a request once. */
export async function send(
  url: string,
  { method = 'POST', path, key, body, idempotencyKey }: Request,
): Promise<Answer> {
  const begun = performance.now()
  const answer = await fetch(`${url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${key}`,
      ...(body && { 'content-type': 'application/json' }),
      ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
    },
    ...(body && { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  const elapsedMs = performance.now() - begun
  return { status: answer.status, body: text === '' ? undefined : JSON.parse(text), elapsedMs }
}

/** Whether the README says to send such a request again, with the same Idempotency-Key. */
export function isToRetry({ status, body }: Answer): boolean {
  return status >= 500 || body?.error?.code === 'idempotency_key_in_use'
}

/** Sends a request again until it has an answer that counts, to any of the servers. */
export async function insist(
  servers: readonly DeepServer[],
  request: Request,
  seen: (answer: Answer) => void = () => {},
): Promise<Answer> {
  for (let turn = 0; turn < 500; turn++) {
    const { url } = servers[turn % servers.length] as DeepServer
    const answer = await send(url, request)
    seen(answer)
    if (!isToRetry(answer)) return answer
    await sleep(30)
  }
  throw new Error(`${request.path} has no answer that counts`)
}

/** Runs so many pieces of work, some at a time. */
export async function inParallel<T>(
  count: number,
  atOnce: number,
  work: (at: number) => Promise<T>,
): Promise<readonly T[]> {
  const results: T[] = []
  let next = 0
  const worker = async () => {
    for (let at = next++; at < count; at = next++) results[at] = await work(at)
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  return results
}

/** Waits for a condition, at most so long. Returns whether it came to hold. */
export async function until(isSo: () => boolean, patienceMs: number): Promise<boolean> {
  for (const end = performance.now() + patienceMs; performance.now() < end; await sleep(50)) {
    if (isSo()) return true
  }
  return isSo()
}
