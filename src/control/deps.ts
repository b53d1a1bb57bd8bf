import type { FastifyRequest, FastifySchema } from 'fastify'
import type { AccountService } from '../connections/account-service.js'
import type { AutoDecision } from '../connections/auto-decision.js'
import type { ConnectionService } from '../connections/service.js'
import type { AcceptedKeys } from '../http/auth.js'
import { workspaceOrNull } from '../http/context.js'
import type { FaultRoutes } from '../http/fault-injection.js'
import { declare, type Policy } from '../http/policy.js'
import type { PublicUrl } from '../http/public-url.js'
import type { Pause } from '../lib/clock.js'
import type { Turns } from '../lib/turns.js'
import type { SessionService } from '../sessions/service.js'
import type { Workspaces } from '../workspaces/workspaces.js'
import type { ApiVersionService } from './api-version-service.js'
import type { ClockService } from './clock-service.js'
import type { FaultService } from './fault-service.js'
import type { Journal, Scope } from './journal.js'
import type { SnapshotService } from './snapshot-service.js'

export interface ControlDeps {
  readonly workspaces: Workspaces
  readonly sessions: SessionService
  readonly connections: ConnectionService
  readonly accounts: AccountService
  readonly autoDecision: AutoDecision
  readonly time: ClockService
  readonly apiVersions: ApiVersionService
  readonly faults: FaultService
  readonly faultRoutes: FaultRoutes
  readonly journal: Journal
  /** Shared by all that reads much. */
  readonly turns: Turns
  readonly snapshots: SnapshotService
  readonly publicUrl: PublicUrl
  readonly pause: Pause
  readonly apiKeys: AcceptedKeys
}

/** The options of a control call's route: its schema and its policy. */
export function controlCall<S extends FastifySchema>(
  schema: S,
  policy: Partial<Policy> & Pick<Policy, 'example'>,
) {
  return {
    schema: { tags: ['Control'], ...schema },
    config: declare({ access: 'control', errors: [], ...policy }),
  }
}

/** The journal entries that a control call is about: those of the workspace of its key, else all. */
export function scopeOf(request: FastifyRequest): Scope {
  return workspaceOrNull(request)?.id ?? null
}
