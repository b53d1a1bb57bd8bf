import { PassThrough } from 'node:stream'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import { workspaceOrNull } from '../http/context.js'
import { declare } from '../http/policy.js'
import type { ControlDeps } from './deps.js'
import { controlExample } from './examples.js'
import type { JournalEntry, Scope } from './journal.js'
import { presentEntry } from './journal-present.js'

/** A reader who is so many bytes behind is cut off, and may go on from the last event that arrived. */
const longestBacklog = 1024 * 1024

/** GET /_mock/events (ours): what happens, as it happens. */
export const eventsRoutes: FastifyPluginAsyncTypebox<ControlDeps> = async (app, { journal, publicUrl }) => {
  const streams = new Set<PassThrough>()
  app.addHook('preClose', async () => {
    for (const stream of streams) stream.end()
  })
  app.get(
    '/_mock/events',
    {
      schema: {
        operationId: 'watchMockEvents',
        tags: ['Control'],
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
      config: declare({ access: 'control', errors: [], example: { answer: controlExample.event } }),
    },
    async (request, reply) => {
      const scope = workspaceOrNull(request)?.id ?? null
      const base = publicUrl(request)
      const stream = new PassThrough()
      reply.headers({ 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' })
      if (request.method === 'HEAD') return reply.send(stream.end())
      const early: JournalEntry[] = []
      let hear = (entry: JournalEntry): unknown => early.push(entry)
      const stop = journal.listen(scope, (entry) => hear(entry))
      streams.add(stream)
      stream.once('close', () => {
        stop()
        streams.delete(stream)
      })
      const missed = await missedSince(request.headers['last-event-id'], scope)
      const known = new Set(missed.map(({ id }) => id))
      const first = [...missed, ...early.filter(({ id }) => !known.has(id))]
      stream.write([': repull-mock\n\n', ...first.map((entry) => eventOf(entry, base))].join(''))
      const mostWaiting = stream.readableLength + stream.writableLength + longestBacklog
      hear = (entry) => {
        if (stream.readableLength + stream.writableLength > mostWaiting) stream.destroy()
        else stream.write(eventOf(entry, base))
      }
      return reply.send(stream)
    },
  )

  async function missedSince(last: string | undefined, scope: Scope): Promise<readonly JournalEntry[]> {
    if (last === undefined) return []
    const all = await journal.list(scope)
    return all.slice(all.findIndex(({ id }) => id === last) + 1)
  }
}

function eventOf(entry: JournalEntry, publicUrl: string): string {
  const { id, what } = entry
  return `id: ${id}\nevent: ${what.type}\ndata: ${JSON.stringify(presentEntry(entry, publicUrl))}\n\n`
}
