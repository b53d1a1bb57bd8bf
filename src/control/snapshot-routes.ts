import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifySchemaCompiler } from 'fastify'
import { sampleBase } from '../connections/present.js'
import { fail } from '../errors/api-error.js'
import { requireAccepted } from '../http/auth.js'
import { requireJson } from '../http/body.js'
import { jsonSteps } from '../http/json-pieces.js'
import { sendStreamed } from '../http/streamed.js'
import { bounds } from '../lib/bounds.js'
import { ref } from '../lib/schema.js'
import { atOnce, inSlices } from '../lib/steps.js'
import { sampleSession } from '../sessions/present.js'
import { newestVersion } from '../versions/api-version.js'
import { type ControlDeps, controlCall, requireWorkspace } from './deps.js'
import { sampleClock } from './samples.js'
import { presentSnapshot, readSnapshot } from './snapshot.js'
import { SnapshotBody } from './snapshot-body.js'
import { noParts } from './snapshot-parts.js'
import { ForkBody, Forked, SnapshotRecord } from './snapshot-schema.js'
import type { SnapshotService } from './snapshot-service.js'
import { SnapshotTurns } from './snapshot-turns.js'

/** The largest snapshot that is read, in bytes. */
const bodyLimit = bounds.snapshots.maxSize

const sample = atOnce(
  presentSnapshot({
    clock: sampleClock,
    apiVersion: newestVersion,
    origin: sampleBase.workspaceId,
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
  }),
)

/** /_mock/snapshot and /_mock/fork (ours): a workspace is taken, restored, copied. */
export const snapshotRoutes: FastifyPluginAsyncTypebox<ControlDeps> = async (app, deps) => {
  const { workspaces, snapshots, apiKeys } = deps
  const turns = new SnapshotTurns()
  app.get(
    '/_mock/snapshot',
    controlCall(
      {
        operationId: 'takeMockSnapshot',
        summary: 'Take a snapshot of the workspace',
        description:
          'Use it to keep a prepared workspace in a file and restore it later, on this server or another. It has everything but the journal and the answers to an `Idempotency-Key`, secrets of webhooks too. Send a key or `workspace` to say which workspace.',
        response: { 200: ref(SnapshotRecord) },
      },
      { errors: ['invalid_params', 'capacity_exceeded'], example: { answer: sample } },
    ),
    async (request, reply) => {
      const { id } = requireWorkspace(request)
      const end = turns.begin(id)
      return answer(reply, end, async () =>
        turns.run(await snapshots.isLarge(id), () => present(snapshots, id)),
      )
    },
  )

  await app.register(restoreRoute(snapshots, turns))

  app.post(
    '/_mock/fork',
    controlCall(
      {
        operationId: 'forkMockWorkspace',
        summary: 'Copy the workspace to another key',
        description:
          'Use it to start several tests from one prepared workspace. Everything that the other workspace holds is replaced. Copied sessions get new ids, in events that wait too.',
        body: ForkBody,
        response: { 200: Forked },
      },
      {
        body: 'required',
        errors: ['invalid_params', 'capacity_exceeded'],
        example: {
          body: { to: 'sk_test_copy' },
          answer: { sessions: { [sampleSession.id]: 'cs_01KAJ5M1Q0W8X9Y0Z1A2B3C4D5' } },
        },
      },
    ),
    async (request, reply) => {
      const from = requireWorkspace(request)
      const to = await workspaces.ofKey(requireAccepted(request.body.to, apiKeys, 'to'))
      if (to.id === from.id) {
        fail('invalid_body', {
          message: 'to is the key of the workspace itself.',
          fix: 'Send another API key as to.',
          field: 'to',
        })
      }
      const end = turns.begin(from.id)
      return answer(reply, end, async () =>
        turns.run(await snapshots.isLarge(from.id), async () =>
          inSlices(jsonSteps({ sessions: await snapshots.fork(from, to) }, 2)),
        ),
      )
    },
  )
}

/** PUT /_mock/snapshot, whose body is read by its handler, in slices. */
function restoreRoute(snapshots: SnapshotService, turns: SnapshotTurns): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.removeAllContentTypeParsers()
    app.addContentTypeParser(['application/json', '*'], { parseAs: 'buffer' }, (request, bytes, done) => {
      if (bytes.length > 0) requireJson(request)
      done(null, bytes.length === 0 ? undefined : new SnapshotBody(bytes as Buffer))
    })
    app.put(
      '/_mock/snapshot',
      {
        bodyLimit,
        validatorCompiler: (part) =>
          part.httpPart === 'body'
            ? () => true
            : (app.validatorCompiler as FastifySchemaCompiler<unknown>)(part),
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
            errors: ['invalid_params', 'invalid_provider', 'capacity_exceeded'],
            example: { body: sample, answer: sample },
          },
        ),
      },
      async (request, reply) => {
        const { id } = requireWorkspace(request)
        // The parser of this route makes it, whatever its schema describes.
        const body = request.body as unknown as SnapshotBody
        const end = turns.begin(id)
        return answer(reply, end, () =>
          turns.run(body.isLarge, async () => {
            const snapshot = await inSlices(readSnapshot(await inSlices(body.read())))
            await snapshots.restore(id, snapshot)
            return present(snapshots, id)
          }),
        )
      },
    )
  }
}

/** What a workspace holds, as JSON. */
async function present(snapshots: SnapshotService, workspaceId: string): Promise<readonly Buffer[]> {
  const snapshot = await snapshots.take(workspaceId)
  return inSlices(jsonSteps(await inSlices(presentSnapshot(snapshot)), 3))
}

/** Answers with what is made, and then ends the call. */
async function answer(reply: FastifyReply, end: () => void, make: () => Promise<readonly Buffer[]>) {
  try {
    const pieces = await make()
    reply.header(
      'content-length',
      pieces.reduce((sum, piece) => sum + piece.length, 0),
    )
    return sendStreamed(reply.type('application/json; charset=utf-8'), pieces, end)
  } catch (error) {
    end()
    throw error
  }
}
