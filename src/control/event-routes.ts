import { PassThrough } from 'node:stream'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import { type ControlDeps, controlCall, scopeOf } from './deps.js'
import type { JournalEntry } from './journal.js'
import { presentEntry } from './journal-present.js'
import { entriesAfter } from './journal-query.js'
import { sampleClockEntry, sampleUrl } from './samples.js'

/** A reader who is so many bytes behind is cut off, and may go on from the last event that arrived. */
const maxBacklog = 1024 * 1024

/** GET /_mock/events (ours): the entries of the journal as they are recorded. */
export const eventsRoutes: FastifyPluginAsyncTypebox<ControlDeps> = async (app, { journal, publicUrl }) => {
  const streams = new Set<PassThrough>()
  app.addHook('preClose', async () => {
    for (const stream of streams) stream.end()
  })
  app.get(
    '/_mock/events',
    controlCall(
      {
        operationId: 'watchMockEvents',
        summary: 'Watch what happens',
        description:
          'Server-sent events `request`, `session`, `connection`, `webhook` and `clock`, each with an id. `Last-Event-ID` goes on ' +
          'after that event, as far as the journal remembers.',
        headers: Type.Object({ 'last-event-id': Type.Optional(Type.String()) }),
        response: {
          200: {
            description: 'A stream that does not end.',
            content: { 'text/event-stream': { schema: Type.Unsafe<PassThrough>({ type: 'string' }) } },
          },
        },
      },
      { example: { answer: serverSentEvent(sampleClockEntry, sampleUrl) } },
    ),
    async (request, reply) => {
      const scope = scopeOf(request)
      const base = publicUrl(request)
      const last = request.headers['last-event-id']
      const stream = new PassThrough()
      reply.headers({ 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' })
      if (request.method === 'HEAD') return reply.send(stream.end())
      // Listens before it reads the past, and holds back what is recorded meanwhile.
      const early: JournalEntry[] = []
      let onEntry = (entry: JournalEntry): unknown => early.push(entry)
      const stop = journal.listen(scope, (entry) => onEntry(entry))
      streams.add(stream)
      stream.once('close', () => {
        stop()
        streams.delete(stream)
      })
      const missed = last === undefined ? [] : await entriesAfter(journal, scope, last)
      const known = new Set(missed.map(({ id }) => id))
      const first = [...missed, ...early.filter(({ id }) => !known.has(id))]
      stream.write([': repull-mock\n\n', ...first.map((entry) => serverSentEvent(entry, base))].join(''))
      const maxWaiting = stream.readableLength + stream.writableLength + maxBacklog
      onEntry = (entry) => {
        if (stream.readableLength + stream.writableLength > maxWaiting) stream.destroy()
        else stream.write(serverSentEvent(entry, base))
      }
      return reply.send(stream)
    },
  )
}

function serverSentEvent(entry: JournalEntry, publicUrl: string): string {
  const data = JSON.stringify(presentEntry(entry, publicUrl))
  return `id: ${entry.id}\nevent: ${entry.what.type}\ndata: ${data}\n\n`
}
