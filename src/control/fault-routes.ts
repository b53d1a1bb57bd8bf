import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import { workspaceOrNull } from '../http/context.js'
import { declare } from '../http/policy.js'
import { listOf, Nothing, ref } from '../lib/schema.js'
import type { ControlDeps } from './deps.js'
import { controlExample } from './examples.js'
import type { Fault as KeptFault } from './fault.js'
import { Fault, FaultBody } from './fault-schema.js'
import { warningsOf } from './fault-warnings.js'

const tags = ['Control']
const FaultPath = Type.Object({ id: Type.String({ description: "The fault's id." }) })

/** /_mock/faults (ours): what is to happen to calls that fit. */
export const faultsRoutes: FastifyPluginAsyncTypebox<ControlDeps> = async (app, { faults, faultRoutes }) => {
  const present = (fault: KeptFault) => ({ ...fault, warnings: warningsOf(fault, faultRoutes.all) })
  app.get(
    '/_mock/faults',
    {
      schema: {
        operationId: 'listMockFaults',
        tags,
        summary: 'List the faults, oldest first',
        response: { 200: listOf(Fault) },
      },
      config: declare({
        access: 'control',
        errors: [],
        example: { answer: { data: [controlExample.fault] } },
      }),
    },
    async (request) => ({ data: (await faults.list(workspaceOrNull(request))).map(present) }),
  )

  app.post(
    '/_mock/faults',
    {
      schema: {
        operationId: 'addMockFault',
        tags,
        summary: 'Let calls fail, wait or lose their reply',
        description:
          'Of several faults that fit a call, the oldest that may still happen does. Without a key every workspace gets ' +
          'it, later ones too, each with its own count. A fault that no call can meet says so in its warnings.',
        body: FaultBody,
        response: { 201: ref(Fault) },
      },
      config: declare({
        access: 'control',
        body: 'required',
        errors: ['invalid_provider'],
        example: { body: controlExample.faultBody, answer: controlExample.fault },
      }),
    },
    async (request, reply) =>
      reply.code(201).send(present(await faults.add(workspaceOrNull(request), request.body))),
  )

  app.delete(
    '/_mock/faults',
    {
      schema: {
        operationId: 'clearMockFaults',
        tags,
        summary: 'Remove all faults',
        response: { 204: Nothing },
      },
      config: declare({
        access: 'control',
        errors: [],
        example: { answer: null },
      }),
    },
    async (request, reply) => {
      await faults.clear(workspaceOrNull(request))
      return reply.code(204).send(null)
    },
  )

  app.delete(
    '/_mock/faults/:id',
    {
      schema: {
        operationId: 'removeMockFault',
        tags,
        summary: 'Remove a fault',
        params: FaultPath,
        response: { 204: Nothing },
      },
      config: declare({
        access: 'control',
        errors: ['not_found'],
        example: { answer: null },
      }),
    },
    async (request, reply) => {
      await faults.remove(workspaceOrNull(request), request.params.id)
      return reply.code(204).send(null)
    },
  )
}
