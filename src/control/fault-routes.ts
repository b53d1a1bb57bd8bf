import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import { workspaceOrNull } from '../http/context.js'
import { listOf, Nothing, ref } from '../lib/schema.js'
import { type ControlDeps, controlCall, scopeOf } from './deps.js'
import { type Fault as KeptFault, presentFault } from './fault.js'
import { previewFault } from './fault-preview.js'
import { Fault, FaultBody, FaultId, FaultPreview } from './fault-schema.js'
import { warningsOf } from './fault-warnings.js'
import { JournalReader } from './journal-query.js'

const FaultPath = Type.Object({ id: FaultId })

const body = {
  match: { method: 'POST', path: '/v1/connect/sessions/*/complete' },
  times: 1,
  respond: { drop: 'after' },
} as const
const sample = { id: 'flt_1', ...body, remaining: 1, hits: 0, probability: 1, warnings: [] }

/** /_mock/faults (ours): faults that are injected into matching calls. */
export const faultsRoutes: FastifyPluginAsyncTypebox<ControlDeps> = async (app, deps) => {
  const { faults, faultRoutes, journal, turns } = deps
  const reader = new JournalReader(journal, turns)
  const present = (fault: KeptFault) => ({
    ...presentFault(fault),
    warnings: warningsOf(fault, faultRoutes.all),
  })
  app.get(
    '/_mock/faults',
    controlCall(
      {
        operationId: 'listMockFaults',
        summary: 'List the faults',
        description:
          'Returns the faults of the workspace, oldest first, and how often each may still apply. Without a key it returns those that new workspaces begin with.',
        response: { 200: listOf(Fault, 'The faults, oldest first.') },
      },
      { example: { answer: { data: [sample] } } },
    ),
    async (request) => ({ data: (await faults.list(workspaceOrNull(request))).map(present) }),
  )

  app.post(
    '/_mock/faults',
    controlCall(
      {
        operationId: 'addMockFault',
        summary: 'Add a fault',
        description:
          'Use it to see how an app copes when calls fail, are slow, or lose their answer, or when webhooks come twice, late or never. Of several faults that fit a call, the oldest applies. ' +
          'Without a key every workspace gets the fault, later ones too, each with its own count. ' +
          'A body and headers of its own are like `{"times": 1, "respond": {"status": 502, "body": "<h1>Bad Gateway</h1>", "headers": {"Content-Type": "text/html"}}}`.',
        body: FaultBody,
        response: { 201: ref(Fault) },
      },
      { body: 'required', errors: ['invalid_provider'], example: { body, answer: sample } },
    ),
    async (request, reply) =>
      reply.code(201).send(present(await faults.add(workspaceOrNull(request), request.body))),
  )

  app.post(
    '/_mock/faults/preview',
    controlCall(
      {
        operationId: 'previewMockFault',
        summary: 'Say which requests a fault would have matched',
        description:
          'Use it before you add a fault, to see whether its `match` is the one that you mean. Nothing is added. Requests that no fault can apply to do not match.',
        body: FaultBody,
        response: { 200: ref(FaultPreview) },
      },
      {
        body: 'required',
        errors: ['invalid_provider'],
        example: { body, answer: { matches: 2, of: 31 } },
      },
    ),
    async (request) => previewFault(reader, scopeOf(request), request.body),
  )

  app.delete(
    '/_mock/faults',
    controlCall(
      {
        operationId: 'clearMockFaults',
        summary: 'Remove all faults',
        description:
          'Calls are answered normally from now on. Without a key the faults of all workspaces go.',
        response: { 204: Nothing },
      },
      { example: { answer: null } },
    ),
    async (request, reply) => {
      await faults.clear(workspaceOrNull(request))
      return reply.code(204).send(null)
    },
  )

  app.delete(
    '/_mock/faults/:id',
    controlCall(
      {
        operationId: 'removeMockFault',
        summary: 'Remove a fault',
        description:
          'Removes one fault by its id; the others stay. Without a key it goes from every workspace.',
        params: FaultPath,
        response: { 204: Nothing },
      },
      { errors: ['not_found'], example: { answer: null } },
    ),
    async (request, reply) => {
      await faults.remove(workspaceOrNull(request), request.params.id)
      return reply.code(204).send(null)
    },
  )
}
