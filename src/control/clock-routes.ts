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
      { operationId: 'getMockClock', summary: 'Read the clock', response },
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
        description: 'It drives expiry, timestamps and the rate limit. What is left out stays as it is.',
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
      { operationId: 'advanceMockClock', summary: 'Move the clock forward', body: AdvanceBody, response },
      { body: 'required', example: { body: { by: '31m' }, answer } },
    ),
    async (request) =>
      presentClock(await time.advance(workspaceOrNull(request), durationMs(request.body.by))),
  )

  app.delete(
    '/_mock/clock',
    controlCall(
      { operationId: 'resetMockClock', summary: 'Go back to real time', response },
      { example: { answer } },
    ),
    async (request) => presentClock(await time.reset(workspaceOrNull(request))),
  )
}
