import type { FastifyRequest } from 'fastify'
import type { AutoDecision } from '../connections/auto-decision.js'
import type { ConnectionService } from '../connections/service.js'
import { fail } from '../errors/api-error.js'
import type { AcceptedKeys } from '../http/api-key.js'
import { workspaceOrNull } from '../http/context.js'
import type { FaultRoutes } from '../http/fault-routes.js'
import type { PublicUrl } from '../http/public-url.js'
import type { Pause } from '../lib/clock.js'
import type { SessionService } from '../sessions/service.js'
import type { Workspace } from '../workspaces/workspace.js'
import type { Workspaces } from '../workspaces/workspaces.js'
import type { Faults } from './faults.js'
import type { Journal } from './journal.js'
import type { Snapshots } from './snapshots.js'
import type { Time } from './time.js'

export interface ControlDeps {
  readonly workspaces: Workspaces
  readonly sessions: SessionService
  readonly connections: ConnectionService
  readonly autoDecision: AutoDecision
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
