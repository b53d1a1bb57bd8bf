import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import type { FastifyRequest } from 'fastify'
import type { Connection as ConnectionRecord } from '../connections/model.js'
import {
  presentConnection,
  presentDisconnected,
  sampleBase,
  sampleConnection,
} from '../connections/present.js'
import type { LinkBase } from '../connections/resume-link.js'
import { Disconnected } from '../connections/schema.js'
import { fail } from '../errors/api-error.js'
import { workspaceOrNull } from '../http/context.js'
import { maskForResponse } from '../lib/masking.js'
import { ref } from '../lib/schema.js'
import type { Workspace } from '../workspaces/workspace.js'
import { AnyConnection, BreakBody } from './connection-schema.js'
import { type ControlDeps, controlCall } from './deps.js'
import { ListQuery, newestOf, pageOf } from './newest.js'

const ConnectionPath = Type.Object({ id: Type.String({ description: 'The id of the connection.' }) })

const sample = present(sampleConnection, sampleBase)
const broken: ConnectionRecord = {
  ...sampleConnection,
  problem: 'reauth_required',
  resumeSecret: 'M2Y4ZTk1YjA3ZDFjNGE2Ng',
}
const sampleBroken = present(broken, sampleBase)

/** /_mock/connections (ours): connections as GET /v1/connect shows them, which break and heal when a tester says so. */
export const controlConnectionsRoutes: FastifyPluginAsyncTypebox<ControlDeps> = async (app, deps) => {
  const { workspaces, connections, accounts, publicUrl } = deps
  const baseOf = (request: FastifyRequest, { id }: Pick<Workspace, 'id'>) => ({
    publicUrl: publicUrl(request),
    workspaceId: id,
  })

  /** The workspace of a call: that of its key, else the only one that has the connection. */
  async function workspaceWith(request: FastifyRequest, id: string): Promise<Workspace> {
    const own = workspaceOrNull(request)
    if (own !== null) return own
    const found: string[] = []
    await workspaces.forEachId(async (workspaceId) => {
      if ((await connections.find(workspaceId, id)) !== undefined) found.push(workspaceId)
    })
    const [first, ...others] = found
    if (first !== undefined && others.length === 0) return workspaces.ofId(first)
    if (first === undefined) failUnknown(id)
    return failAmbiguous(id)
  }

  app.get(
    '/_mock/connections',
    controlCall(
      {
        operationId: 'listMockConnections',
        summary: 'List connections, oldest first',
        description:
          'It leaves no trace in the journal, and no fault applies to it. Without a key it lists those of all workspaces.',
        querystring: ListQuery,
        response: { 200: pageOf(AnyConnection, 'The connections, oldest first.') },
      },
      {
        errors: ['invalid_params'],
        example: {
          answer: { data: [sample], pagination: { nextCursor: null, hasMore: false, total: 1 } },
        },
      },
    ),
    async (request) => {
      const { items, pagination } = await newestOf(request, request.query, {
        workspaces,
        read: (workspaceId, page) => connections.list(workspaceId, page),
        createdAt: ({ value }) => value.createdAt,
      })
      const data = items.map(({ workspaceId, item: { value } }) =>
        present(value, baseOf(request, { id: workspaceId })),
      )
      return { data, pagination }
    },
  )

  app.post(
    '/_mock/connections/:id/break',
    controlCall(
      {
        operationId: 'breakMockConnection',
        summary: 'Let a connection go bad',
        description:
          'Its status becomes `error`, and it gets an `action` and a `fixUrl`. Its old credentials are refused until the host has completed the session behind the `fixUrl`.',
        params: ConnectionPath,
        body: BreakBody,
        response: { 200: ref(AnyConnection) },
      },
      {
        body: 'optional',
        errors: ['not_found', 'invalid_params'],
        example: { body: {}, answer: sampleBroken },
      },
    ),
    async (request) => {
      const workspace = await workspaceWith(request, request.params.id)
      const { reason = 'reauth_required' } = request.body
      const connection = await accounts.break(workspace, request.params.id, reason)
      return present(connection, baseOf(request, workspace))
    },
  )

  app.post(
    '/_mock/connections/:id/heal',
    controlCall(
      {
        operationId: 'healMockConnection',
        summary: 'Let a connection be well again',
        description:
          'It does what a host does who follows the `fixUrl`: the status is active again, and `action` is gone.',
        params: ConnectionPath,
        response: { 200: ref(AnyConnection) },
      },
      { errors: ['not_found', 'invalid_params'], example: { answer: sample } },
    ),
    async (request) => {
      const workspace = await workspaceWith(request, request.params.id)
      const connection = await accounts.heal(workspace, request.params.id)
      return present(connection, baseOf(request, workspace))
    },
  )

  app.delete(
    '/_mock/connections/:id',
    controlCall(
      {
        operationId: 'removeMockConnection',
        summary: 'Disconnect an account of any provider',
        description: 'Repull disconnects only airbnb and booking by its API. This call takes any connection.',
        params: ConnectionPath,
        response: { 200: ref(Disconnected) },
      },
      {
        errors: ['not_found', 'invalid_params'],
        example: {
          answer: presentDisconnected({ connection: sampleConnection, listingsDeactivated: ['900000102'] }),
        },
      },
    ),
    async (request) => {
      const workspace = await workspaceWith(request, request.params.id)
      return presentDisconnected(await accounts.remove(workspace, request.params.id))
    },
  )
}

/** A connection as its workspace shows it, and which that is. */
function present(connection: ConnectionRecord, base: LinkBase) {
  return { ...presentConnection(connection, base), workspace: base.workspaceId }
}

function failUnknown(id: string): never {
  fail('not_found', {
    message: `No workspace has a connection with the id ${maskForResponse(id)}.`,
    fix: 'Use an id of GET /_mock/connections.',
    field: 'id',
    value_received: maskForResponse(id),
  })
}

function failAmbiguous(id: string): never {
  fail('invalid_params', {
    message: `Several workspaces have a connection with the id ${maskForResponse(id)}, and nothing says which.`,
    fix: 'Send the API key of the workspace as x-api-key, or its id as ?workspace=.',
    field: 'x-api-key',
  })
}
