import { type TObject, Type } from '@sinclair/typebox'
import type { FastifyRequest, FastifySchema } from 'fastify'
import type { AccountService } from '../connections/account-service.js'
import type { AutoDecision } from '../connections/auto-decision.js'
import type { ConnectionService } from '../connections/service.js'
import { fail } from '../errors/api-error.js'
import type { AcceptedKeys } from '../http/auth.js'
import { workspaceOrNull } from '../http/context.js'
import type { FaultRoutes } from '../http/fault-injection.js'
import { declare, type Policy } from '../http/policy.js'
import type { PublicUrl } from '../http/public-url.js'
import type { Alarm, Pause } from '../lib/clock.js'
import type { Turns } from '../lib/turns.js'
import type { SessionService } from '../sessions/service.js'
import type { DeliveryService } from '../webhooks/delivery-service.js'
import type { WebhookService } from '../webhooks/service.js'
import type { Workspace } from '../workspaces/workspace.js'
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
  readonly webhooks: WebhookService
  readonly deliveries: DeliveryService
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
  readonly alarm: Alarm
  readonly apiKeys: AcceptedKeys
}

/** Every control call takes it, and the gate of control calls reads it. */
export const WorkspaceQuery = Type.Object({
  workspace: Type.Optional(
    Type.String({
      maxLength: 64,
      description:
        'The id of the workspace that the call is about, as `GET /_mock/workspaces` lists it. It stands in the place of an API key.',
    }),
  ),
})

/** The options of a control call's route: its schema, with `workspace` in its query, and its policy. */
export function controlCall<S extends FastifySchema>(
  schema: S,
  policy: Partial<Policy> & Pick<Policy, 'example'>,
) {
  const { properties = {} } = (schema.querystring ?? {}) as Partial<TObject>
  const querystring = Type.Object({ ...properties, ...WorkspaceQuery.properties })
  const whole: S = { tags: ['Control'], ...schema, querystring }
  return { schema: whole, config: declare({ access: 'control', errors: [], ...policy }) }
}

/** The journal entries that a control call is about: those of its workspace, else all. */
export function scopeOf(request: FastifyRequest): Scope {
  return workspaceOrNull(request)?.id ?? null
}

/** The workspace of a control call that needs one. Throws `invalid_params` when neither a key nor the query names it. */
export function requireWorkspace(request: FastifyRequest): Workspace {
  return (
    workspaceOrNull(request) ??
    fail('invalid_params', {
      message: 'The call is about one workspace, and nothing says which.',
      fix: 'Send the API key of the workspace as x-api-key, or its id as ?workspace=.',
      field: 'x-api-key',
    })
  )
}
