import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Workspace } from '../workspaces/workspace.js'
import { setWorkspace } from './call.js'
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
    if (!isSeeded || chosenRequestId(request.raw) !== undefined) return
    request.id = workspace.ids.request(workspace.clock.now())
    request.log = request.server.log.child({ requestId: request.id })
    reply.log = request.log
    reply.header('x-request-id', request.id)
  }
}
