import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { workspaceOrNull } from '../http/context.js'
import { durationMs } from '../lib/duration.js'
import { ref } from '../lib/schema.js'
import { AdvanceBody, ClockBody, ClockReading, presentClock } from './clock-schema.js'
import { type ControlDeps, controlCall } from './deps.js'
import { sampleClock } from './samples.js'

const response = { 200: ref(ClockReading) }
const answer = presentClock(sampleClock)

/** /_mock/clock (ours): the time of a workspace, or of all. Every call answers what the clock shows. */
export const clockRoutes: FastifyPluginAsyncTypebox<ControlDeps> = async (app, { time }) => {
  app.get(
    '/_mock/clock',
    controlCall(
      {
        operationId: 'getMockClock',
        summary: 'Read the clock',
        description: 'Without a key it returns the clock that new workspaces begin with.',
        response,
      },
      { example: { answer } },
    ),
    async (request) => presentClock(await time.read(workspaceOrNull(request))),
  )

  app.put(
    '/_mock/clock',
    controlCall(
      {
        operationId: 'setMockClock',
        summary: 'Set or freeze the clock',
        description:
          'Use it to test what happens at a certain time. The clock decides when sessions expire, when webhooks are retried, and what timestamps say. Members that are left out stay as they are.',
        body: ClockBody,
        response,
      },
      { body: 'required', example: { body: { now: answer.now, frozen: true }, answer } },
    ),
    async (request) => {
      const { now, ...setting } = request.body
      const nowMs = now === undefined ? {} : { nowMs: Date.parse(now) }
      return presentClock(await time.set(workspaceOrNull(request), { ...setting, ...nowMs }))
    },
  )

  app.post(
    '/_mock/clock/advance',
    controlCall(
      {
        operationId: 'advanceMockClock',
        summary: 'Move the clock forward',
        description:
          'Use it to let a session expire, or a retry come due, without waiting. Everything that becomes due on the way follows in order.',
        body: AdvanceBody,
        response,
      },
      { body: 'required', example: { body: { by: '31m' }, answer } },
    ),
    async (request) =>
      presentClock(await time.advance(workspaceOrNull(request), durationMs(request.body.by))),
  )

  app.delete(
    '/_mock/clock',
    controlCall(
      {
        operationId: 'resetMockClock',
        summary: 'Set the clock back to real time',
        description:
          'The clock runs again and shows real time. Sessions that expired only by a moved clock are open again.',
        response,
      },
      { example: { answer } },
    ),
    async (request) => presentClock(await time.reset(workspaceOrNull(request))),
  )
}
