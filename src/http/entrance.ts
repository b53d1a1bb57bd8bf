import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Workspace } from '../workspaces/workspace.js'
import { renamedFor, setRenamedFor, setWorkspace } from './call.js'
import { chosenRequestId } from './stamp.js'

/** Makes a call one of a workspace. */
export type Enter = (request: FastifyRequest, reply: FastifyReply, workspace: Workspace) => void

/**
 * @param isSeeded whether ids repeat from run to run: a call's id comes from its workspace then, so that what other
 * workspaces do does not change it.
 */
export function createEntrance(isSeeded: boolean): Enter {
  return (request, reply, workspace) => {
    setWorkspace(request, workspace)
    if (isSeeded) rename(request, reply, workspace)
  }
}

/** Gives every call with a good key an id of its workspace, also where no check will ask for the key. */
export function renameCalls(
  app: FastifyInstance,
  workspaceOfKey: (request: FastifyRequest) => Promise<Workspace | null>,
): void {
  app.addHook('onRequest', async (request, reply) => {
    const workspace = await workspaceOfKey(request)
    if (workspace !== null) rename(request, reply, workspace)
  })
}

function rename(request: FastifyRequest, reply: FastifyReply, workspace: Workspace): void {
  if (chosenRequestId(request.raw) !== undefined || renamedFor(request) === workspace.id) return
  setRenamedFor(request, workspace.id)
  request.id = workspace.ids.request(workspace.clock.now())
  request.log = request.server.log.child({ requestId: request.id })
  reply.log = request.log
  reply.header('x-request-id', request.id)
}
