import type { FastifyRequest } from 'fastify'
import type { Pause } from '../../clock.js'
import type { ConnectionService } from '../../connect/connection-service.js'
import type { HeadlessHost } from '../../connect/headless-host.js'
import type { SessionService } from '../../connect/session-service.js'
import type { Faults } from '../../control/faults.js'
import type { Journal } from '../../control/journal.js'
import type { Snapshots } from '../../control/snapshots.js'
import type { Time } from '../../control/time.js'
import { fail } from '../../errors/api-error.js'
import type { AcceptedKeys } from '../../http/api-key.js'
import { workspaceOrNull } from '../../http/call.js'
import type { FaultRoutes } from '../../http/fault-routes.js'
import type { PublicUrl } from '../../http/public-url.js'
import type { Workspace } from '../../workspaces/workspace.js'
import type { Workspaces } from '../../workspaces/workspaces.js'

export interface ControlDeps {
  readonly workspaces: Workspaces
  readonly sessions: SessionService
  readonly connections: ConnectionService
  readonly host: HeadlessHost
  readonly time: Time
  readonly faults: Faults
  readonly faultRoutes: FaultRoutes
  readonly journal: Journal
  readonly snapshots: Snapshots
  readonly publicUrl: PublicUrl
  readonly pause: Pause
  readonly apiKeys: AcceptedKeys
}

/** The workspaces that a control call is about: that of its key, else all. */
export async function meantBy(
  request: FastifyRequest,
  workspaces: Workspaces,
): Promise<readonly Workspace[]> {
  const own = workspaceOrNull(request)
  return own === null ? workspaces.all() : [own]
}

/** The workspace of a control call that needs one. Throws `invalid_params` without a key. */
export function requireWorkspace(request: FastifyRequest): Workspace {
  return (
    workspaceOrNull(request) ??
    fail('invalid_params', {
      message: 'The call is about one workspace, and no API key says which.',
      fix: 'Send the API key of the workspace as x-api-key.',
      field: 'x-api-key',
    })
  )
}
