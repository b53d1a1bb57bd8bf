import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Test } from 'tap'

/** An app that integrates the mock: it shows pages, and is called back. */
export interface TestApp {
  readonly url: string
  /** What its pages are, by their paths. */
  readonly pages: Map<string, string>
  /** The query of the next call to /callback, also of one that came already. */
  calledBack(): Promise<Readonly<Record<string, string>>>
}

/** Starts an app that ends with the test. */
export async function startApp(t: Test): Promise<TestApp> {
  const pages = new Map<string, string>()
  const calls: Record<string, string>[] = []
  const waiting: ((call: Record<string, string>) => void)[] = []
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://app')
    if (pathname === '/callback') {
      const call = Object.fromEntries(searchParams)
      const next = waiting.shift()
      if (next) next(call)
      else calls.push(call)
    }
    response.setHeader('content-type', 'text/html; charset=utf-8')
    response.end(
      pages.get(pathname) ??
        '<!doctype html><link rel="icon" href="data:,"><title>The app</title><p data-testid="done-at-app">The app</p>',
    )
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    server.close()
    server.closeAllConnections()
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    pages,
    async calledBack() {
      return calls.shift() ?? new Promise((resolve) => waiting.push(resolve))
    },
  }
}
