import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import { fail } from '../errors/api-error.js'
import { requireAccepted } from '../http/api-key.js'
import { declare } from '../http/policy.js'
import { mapOf, ref } from '../lib/schema.js'
import { type ControlDeps, requireWorkspace } from './deps.js'
import { controlExample } from './examples.js'
import { presentSnapshot, readSnapshot } from './snapshot-present.js'
import { ForkBody, SnapshotRecord } from './snapshot-schema.js'

const tags = ['Control']
const Forked = Type.Object(
  { sessions: mapOf(Type.String(), { description: 'The new id of each session.' }) },
  { additionalProperties: false },
)

/** The largest snapshot that is read, in bytes. */
const bodyLimit = 32 * 1024 * 1024

/** /_mock/snapshot and /_mock/fork (ours): a workspace taken, put back, copied. */
export const snapshotRoutes: FastifyPluginAsyncTypebox<ControlDeps> = async (app, deps) => {
  const { workspaces, snapshots, apiKeys } = deps
  app.get(
    '/_mock/snapshot',
    {
      schema: {
        operationId: 'takeMockSnapshot',
        tags,
        summary: 'Take a snapshot of the workspace',
        description:
          'Sessions, connections, clock, faults and whether it was seeded, to be kept in a file and put back later, here or elsewhere.',
        response: { 200: ref(SnapshotRecord) },
      },
      config: declare({
        access: 'control',
        errors: ['invalid_params'],
        example: { answer: controlExample.snapshot },
      }),
    },
    async (request) => presentSnapshot(await snapshots.take(requireWorkspace(request).id)),
  )

  app.put(
    '/_mock/snapshot',
    {
      bodyLimit,
      schema: {
        operationId: 'restoreMockSnapshot',
        tags,
        summary: 'Put a snapshot in the place of everything in the workspace',
        description: 'All or nothing. Time goes on from when it was taken, and the journal begins anew.',
        body: SnapshotRecord,
        response: { 200: ref(SnapshotRecord) },
      },
      config: declare({
        access: 'control',
        body: 'required',
        errors: ['invalid_params', 'invalid_provider'],
        example: { body: controlExample.snapshot, answer: controlExample.snapshot },
      }),
    },
    async (request) => {
      const { id } = requireWorkspace(request)
      await snapshots.restore(id, readSnapshot(request.body))
      return presentSnapshot(await snapshots.take(id))
    },
  )

  app.post(
    '/_mock/fork',
    {
      schema: {
        operationId: 'forkMockWorkspace',
        tags,
        summary: 'Copy the workspace to another key',
        description: 'What the other workspace holds is replaced. The copies of sessions have new ids.',
        body: ForkBody,
        response: { 200: Forked },
      },
      config: declare({
        access: 'control',
        body: 'required',
        errors: ['invalid_params'],
        example: { body: { to: 'sk_test_copy' }, answer: controlExample.forked },
      }),
    },
    async (request) => {
      const from = requireWorkspace(request)
      const to = await workspaces.ofKey(requireAccepted(request.body.to, apiKeys))
      if (to.id === from.id) {
        fail('invalid_body', {
          message: 'to is the key of the workspace itself.',
          fix: 'Send another API key as to.',
          field: 'to',
        })
      }
      return { sessions: await snapshots.fork(from, to) }
    },
  )
}
