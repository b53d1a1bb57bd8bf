import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { workspaceOrNull } from '../http/context.js'
import { declare } from '../http/policy.js'
import { isoTime } from '../lib/clock.js'
import { durationMs } from '../lib/duration.js'
import { ref } from '../lib/schema.js'
import type { ClockReading as Reading } from '../workspaces/workspace-clock.js'
import { AdvanceBody, ClockBody, ClockReading } from './clock-schema.js'
import type { ControlDeps } from './deps.js'
import { controlExample } from './examples.js'

const tags = ['Control']
const response = { 200: ref(ClockReading) }
const answer = controlExample.clock

/** /_mock/clock (ours): the time of a workspace, or of all. Every call answers what the clock shows. */
export const clockRoutes: FastifyPluginAsyncTypebox<ControlDeps> = async (app, { time }) => {
  app.get(
    '/_mock/clock',
    {
      schema: { operationId: 'getMockClock', tags, summary: 'Read the clock', response },
      config: declare({ access: 'control', errors: [], example: { answer } }),
    },
    async (request) => presentClock(await time.read(workspaceOrNull(request))),
  )

  app.put(
    '/_mock/clock',
    {
      schema: {
        operationId: 'setMockClock',
        tags,
        summary: 'Set or freeze the clock',
        description: 'It drives expiry, timestamps and the rate limit. What is left out stays as it is.',
        body: ClockBody,
        response,
      },
      config: declare({
        access: 'control',
        body: 'required',
        errors: [],
        example: { body: { now: answer.now, frozen: true }, answer },
      }),
    },
    async (request) => {
      const { now, frozen } = request.body
      const setting = {
        ...(now !== undefined && { nowMs: Date.parse(now) }),
        ...(frozen !== undefined && { frozen }),
      }
      return presentClock(await time.set(workspaceOrNull(request), setting))
    },
  )

  app.post(
    '/_mock/clock/advance',
    {
      schema: {
        operationId: 'advanceMockClock',
        tags,
        summary: 'Move the clock forward',
        body: AdvanceBody,
        response,
      },
      config: declare({
        access: 'control',
        body: 'required',
        errors: [],
        example: { body: { by: '31m' }, answer },
      }),
    },
    async (request) =>
      presentClock(await time.advance(workspaceOrNull(request), durationMs(request.body.by))),
  )

  app.delete(
    '/_mock/clock',
    {
      schema: { operationId: 'resetMockClock', tags, summary: 'Go back to real time', response },
      config: declare({
        access: 'control',
        errors: [],
        example: { answer },
      }),
    },
    async (request) => presentClock(await time.reset(workspaceOrNull(request))),
  )
}

/** What a clock shows, as the wire has it. */
export function presentClock({ nowMs, frozen, offsetMs }: Reading) {
  return { now: isoTime(nowMs), frozen, offsetMs }
}
