import type { AddressInfo } from 'node:net'
import type { Test } from 'tap'
import type { AnyBody } from './answers.js'
import type { Mock } from './mock.js'

export interface Event {
  readonly id: string
  readonly event: string
  readonly data: AnyBody
}

/** Watches the events of a mock by a real connection. */
export async function watch(
  t: Test,
  { app }: Mock,
  headers: Record<string, string> = { 'x-api-key': 'sk_test_tests' },
  query = '',
) {
  if (!app.server.listening) await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  const stop = new AbortController()
  t.teardown(() => stop.abort())
  const answer = await fetch(`http://127.0.0.1:${port}/_mock/events${query}`, {
    headers,
    signal: stop.signal,
  })
  const reader = (answer.body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  const events: Event[] = []
  /** The first so many events; fewer when the stream ends. */
  const take = async (count: number): Promise<readonly Event[]> => {
    while (events.length < count) {
      const { value, done } = await reader.read()
      if (done) break
      const parts = (text + value).split('\n\n')
      text = parts.pop() as string
      events.push(...parts.filter((part) => part.startsWith('id: ')).map(parse))
    }
    return events.slice(0, count)
  }
  return { answer, take, stop: () => stop.abort() }
}

function parse(block: string): Event {
  const [, id = '', event = '', data = ''] = /^id: (.*)\nevent: (.*)\ndata: (.*)$/.exec(block) ?? []
  return { id, event, data: JSON.parse(data) }
}
