import type { Readable } from 'node:stream'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import { listPattern } from '../http/lists.js'
import { OpenStreams } from '../http/open-streams.js'
import { bounds } from '../lib/bounds.js'
import { string } from '../lib/schema.js'
import { sampleUrl } from '../sessions/present.js'
import { type ControlDeps, controlCall, scopeOf } from './deps.js'
import { EventStream } from './event-stream.js'
import { type JournalEntry, journalTypes } from './journal.js'
import { presentEntry } from './journal-present.js'
import { RecentTexts } from './recent-texts.js'
import { sampleClockEntry } from './samples.js'

const EventsQuery = Type.Object({
  types: Type.Optional(
    Type.String({
      pattern: listPattern(journalTypes),
      maxLength: 200,
      description: `Only events of these types, with commas between them: ${journalTypes.join(', ')}.`,
    }),
  ),
})

/** GET /_mock/events (ours): the entries of the journal as they are recorded. */
export const eventsRoutes: FastifyPluginAsyncTypebox<ControlDeps> = async (
  app,
  { journal, turns, alarm, publicUrl },
) => {
  const streams = new OpenStreams(app, bounds.eventStreams, bounds.allEventStreams)
  const texts = new RecentTexts()
  app.get(
    '/_mock/events',
    // A page of the inspector that nobody sees opens it every few seconds, which is worth no line.
    {
      logLevel: 'warn',
      ...controlCall(
        {
          operationId: 'watchMockEvents',
          summary: 'Watch the journal as it grows',
          description:
            'A stream of server-sent events, named `request`, `session`, `connection`, `webhook`, `clock`, `fault` and `reset`. ' +
            'The data of each is a journal entry as JSON, and its id is the id of that entry. ' +
            'What has changed is in `change`: a session is `created`, `updated`, `completed`, `cancelled`, `errored` or `expired`, a fault `added`, `hit` or `removed`. ' +
            'After a `reset` the workspace was emptied, or replaced by a snapshot. One of all workspaces comes with `workspace: null` to each stream. ' +
            'A workspace may have 50 streams. A stream ends when its reader takes nothing while 256 KiB are recorded; open it again with `Last-Event-ID`.',
          querystring: EventsQuery,
          headers: Type.Object({
            'last-event-id': Type.Optional(
              string(
                'The id of the last event that arrived. The stream continues after it, as far as the journal goes back.',
              ),
            ),
          }),
          response: {
            200: {
              description: 'A stream of events that does not end.',
              content: { 'text/event-stream': { schema: Type.Unsafe<Readable>({ type: 'string' }) } },
            },
          },
        },
        {
          errors: ['capacity_exceeded'],
          example: { answer: serverSentEvent(sampleClockEntry, sampleUrl) },
        },
      ),
    },
    async (request, reply) => {
      const scope = scopeOf(request)
      const isWanted = ofTypes(request.query.types)
      const base = publicUrl(request)
      const id = request.headers['last-event-id']
      return streams.send(request, reply, scope, async () => {
        const after = id === undefined ? await journal.last() : ((await journal.orderOf(scope, id)) ?? 0)
        const write = (entry: JournalEntry) =>
          texts.of(`${entry.id} ${entry.order} ${entry.atMs} ${base}`, () => serverSentEvent(entry, base))
        return new EventStream({ journal, scope, turns, alarm, after, isWanted, write })
      })
    },
  )
}

/** Matches entries of types; all when none are named. */
function ofTypes(types: string | undefined): (entry: JournalEntry) => boolean {
  if (types === undefined) return () => true
  const wanted = new Set(types.split(/, ?/))
  return ({ what }) => wanted.has(what.type)
}

function serverSentEvent(entry: JournalEntry, publicUrl: string): string {
  const data = JSON.stringify(presentEntry(entry, publicUrl))
  return `id: ${entry.id}\nevent: ${entry.what.type}\ndata: ${data}\n\n`
}
