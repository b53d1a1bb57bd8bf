import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Workspace } from '../workspaces/workspace.js'
import { renamedFor, setRenamedFor, setWorkspace } from './context.js'
import { chosenRequestId } from './response-headers.js'

/** Makes a call one of a workspace. Waits only where the call gets another id. */
export type AssignWorkspace = (
  request: FastifyRequest,
  reply: FastifyReply,
  workspace: Workspace,
) => Promise<void> | undefined

/** RandomSource the id of a request in a workspace. */
export type DrawRequestId = (workspace: Workspace) => Promise<string>

/**
 * @param draw where ids repeat from run to run: a call's id comes from its workspace then, so that what other workspaces do
 * does not change it. Null where they do not.
 */
export function createWorkspaceAssignment(draw: DrawRequestId | null): AssignWorkspace {
  return (request, reply, workspace) => {
    setWorkspace(request, workspace)
    return draw === null ? undefined : rename(request, reply, workspace, draw)
  }
}

/** Gives every call with a good key an id of its workspace, also where no check will ask for the key. */
export function assignRequestIds(
  app: FastifyInstance,
  workspaceOfKey: (request: FastifyRequest) => Promise<Workspace | null>,
  draw: DrawRequestId,
): void {
  app.addHook('onRequest', async (request, reply) => {
    const workspace = await workspaceOfKey(request)
    if (workspace !== null) await rename(request, reply, workspace, draw)
  })
}

async function rename(
  request: FastifyRequest,
  reply: FastifyReply,
  workspace: Workspace,
  draw: DrawRequestId,
): Promise<void> {
  if (chosenRequestId(request.raw) !== undefined || renamedFor(request) === workspace.id) return
  setRenamedFor(request, workspace.id)
  request.id = await draw(workspace)
  request.log = request.server.log.child({ requestId: request.id })
  reply.log = request.log
  reply.header('x-request-id', request.id)
}
