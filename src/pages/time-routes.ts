import type { FastifyPluginAsync } from 'fastify'
import { OpenStreams } from '../http/open-streams.js'
import { bounds } from '../lib/bounds.js'
import { requireOpen } from '../sessions/model.js'
import type { SessionService } from '../sessions/service.js'
import { queryValue, requireSessionId } from './request.js'
import { type Changes, TimeChanges } from './time-changes.js'
import { TimeStream } from './time-stream.js'

export interface TimeDeps {
  readonly sessions: SessionService
  /** What tells of changes of clocks and sessions. */
  readonly changes: Changes
}

/** The time of a session, which its open page follows (ours). The session is the capability, as for the page. */
export const timeRoutes: FastifyPluginAsync<TimeDeps> = async (app, { sessions, changes }) => {
  const streams = new OpenStreams(app, bounds.openPages, bounds.allOpenPages)
  const watched = new TimeChanges(changes)
  // Pages come and go, and no app asks for this, so that nobody misses it in the log.
  app.get('/connect/time', { logLevel: 'warn' }, async (request, reply) => {
    const id = requireSessionId(request)
    const { workspace, session, nowMs } = await sessions.find(id, 'session')
    requireOpen(session, nowMs)
    const open = async () =>
      new TimeStream({
        find: async () => sessions.find(id, 'session'),
        watch: (hear) => watched.add(workspace.id, id, hear),
        shown: String(queryValue(request, 'shown')),
      })
    return streams.send(request, reply, workspace.id, open)
  })
}
