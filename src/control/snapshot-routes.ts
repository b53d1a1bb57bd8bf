import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import { fail } from '../errors/api-error.js'
import { requireAccepted } from '../http/auth.js'
import { workspaceOrNull } from '../http/context.js'
import { ref } from '../lib/schema.js'
import { sampleSession } from '../sessions/present.js'
import { newestVersion } from '../versions/api-version.js'
import type { Workspace } from '../workspaces/workspace.js'
import { type ControlDeps, controlCall } from './deps.js'
import { sampleClock } from './samples.js'
import { presentSnapshot, readSnapshot } from './snapshot.js'
import { noParts } from './snapshot-parts.js'
import { ForkBody, Forked, SnapshotRecord } from './snapshot-schema.js'

/** The largest snapshot that is read, in bytes. */
const bodyLimit = 32 * 1024 * 1024

const sample = presentSnapshot({
  clock: sampleClock,
  apiVersion: newestVersion,
  sessions: [sampleSession],
  connections: [
    {
      provider: 'airbnb',
      account: { id: '239989071', name: 'Lidia' },
      accessType: 'full_access',
      rooms: {},
      createdAt: sampleSession.createdAt,
      problem: null,
      resumeSecret: null,
      position: 1,
    },
  ],
  faults: [],
  ...noParts,
})

/** /_mock/snapshot and /_mock/fork (ours): a workspace is taken, restored, copied. */
export const snapshotRoutes: FastifyPluginAsyncTypebox<ControlDeps> = async (app, deps) => {
  const { workspaces, snapshots, apiKeys } = deps
  app.get(
    '/_mock/snapshot',
    controlCall(
      {
        operationId: 'takeMockSnapshot',
        summary: 'Take a snapshot of the workspace',
        description:
          'Use it to keep a prepared workspace in a file and restore it later, on this server or another. It has everything but the journal, secrets of webhooks too. Send a key to say which workspace.',
        response: { 200: ref(SnapshotRecord) },
      },
      { errors: ['invalid_params'], example: { answer: sample } },
    ),
    async (request) => presentSnapshot(await snapshots.take(requireWorkspace(request).id)),
  )

  app.put(
    '/_mock/snapshot',
    {
      bodyLimit,
      ...controlCall(
        {
          operationId: 'restoreMockSnapshot',
          summary: 'Restore a snapshot into the workspace',
          description:
            'Replaces everything in the workspace, or nothing when the snapshot is not valid. The clock continues from the time of the snapshot, and the journal is emptied.',
          body: SnapshotRecord,
          response: { 200: ref(SnapshotRecord) },
        },
        {
          body: 'required',
          errors: ['invalid_params', 'invalid_provider'],
          example: { body: sample, answer: sample },
        },
      ),
    },
    async (request) => {
      const { id } = requireWorkspace(request)
      await snapshots.restore(id, readSnapshot(request.body))
      return presentSnapshot(await snapshots.take(id))
    },
  )

  app.post(
    '/_mock/fork',
    controlCall(
      {
        operationId: 'forkMockWorkspace',
        summary: 'Copy the workspace to another key',
        description:
          'Use it to start several tests from one prepared workspace. Everything that the other workspace holds is replaced. Copied sessions get new ids.',
        body: ForkBody,
        response: { 200: Forked },
      },
      {
        body: 'required',
        errors: ['invalid_params'],
        example: {
          body: { to: 'sk_test_copy' },
          answer: { sessions: { [sampleSession.id]: 'cs_01KAJ5M1Q0W8X9Y0Z1A2B3C4D5' } },
        },
      },
    ),
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

/** The workspace of a control call that needs one. Throws `invalid_params` without a key. */
function requireWorkspace(request: FastifyRequest): Workspace {
  return (
    workspaceOrNull(request) ??
    fail('invalid_params', {
      message: 'The call is about one workspace, and no API key says which.',
      fix: 'Send the API key of the workspace as x-api-key.',
      field: 'x-api-key',
    })
  )
}
