import type { FastifyRequest, RouteOptions } from 'fastify'
import { type ErrorCode, statusOf } from '../errors/catalogue.js'
import type { Provider, ProviderSlug } from '../providers/providers.js'
import type { ApiVersion } from '../versions/api-version.js'
import { type DifferenceName, inVersion } from '../versions/differences.js'

/** Where a route finds the session it acts on, and what the session must be. */
export interface SessionPolicy {
  readonly in: 'path' | 'body' | 'query'
  /** The provider that the session must be bound to: a fixed one, the one that path or body name, or what a function says. */
  readonly provider?: 'path' | 'body' | ProviderSlug | ((request: FastifyRequest) => string | undefined)
  /** Whether a completed session of that provider is let through, as `rooms` does. */
  readonly completedToo?: boolean
}

/** When an operation was added that not all versions have. */
export interface Addition {
  /** The day since which it is published. */
  readonly since: string
  /** The row of the differences that is 501 in the versions without it. */
  readonly row: DifferenceName
}

/** What a route declares besides its schemas: who may call it, and what can go wrong. */
export interface Policy {
  /**
   * `session`: the session id is the capability; only a call that names none needs a key. `control`: for testers, with
   * a key about its workspace, without one about all.
   */
  readonly access: 'public' | 'key' | 'session' | 'control'
  /** Refuses providers in the path that this route is not for. Throws catalogue errors. */
  readonly judgeProvider?: (provider: Provider) => void
  /** Ends every call that its key, its limits and the faults let through: nobody looks at its query and its body. */
  readonly refuse?: (request: FastifyRequest) => never
  /** Whether the route exists for a call. Any other call is answered as if there were no such route. */
  readonly isThere?: (request: FastifyRequest) => boolean
  /** Set where not all versions have the operation; the others answer 501. */
  readonly added?: Addition | undefined
  /** Whether a control call gives nothing away, so that it needs no token. */
  readonly isOpen?: (request: FastifyRequest) => boolean
  readonly body?: 'required' | 'optional'
  readonly session?: SessionPolicy
  /** The channel that it is about, for faults of one provider. */
  readonly channel?: ProviderSlug
  /** Whether a workspace with more listings than its plan allows is served too. Every DELETE is. */
  readonly isServedOverPlan?: boolean
  /** Whether its work must not run again when something changes meanwhile, because it is done outside. */
  readonly runsOnce?: boolean
  /** The codes that this route sends beyond those that follow from the rest of its policy. */
  readonly errors: readonly ErrorCode[]
  /** The status of a code on this route, where it is another than everywhere else. */
  readonly statuses?: Readonly<Partial<Record<ErrorCode, number>>>
  /** An example of its body and of its answer, for readers of openapi.yaml. */
  readonly example: { readonly body?: unknown; readonly answer: unknown }
}

/** Control calls and pages have no versions (ours): they keep the statuses that they began with. */
export const ownVersion: ApiVersion = '2026-07'

/** The policy of a route; every route of the API has one, the pages and the description of the API have none. */
export function policyOf(route: Pick<RouteOptions, 'config'>): Policy | undefined {
  return (route.config as { policy?: Policy } | undefined)?.policy
}

/** Whether a call is served to a workspace with more listings than its plan allows, because the call may remove some. */
export function isServedOverPlan(method: string, policy: Policy | undefined): boolean {
  return method === 'DELETE' || policy?.isServedOverPlan === true
}

/** Whether a version of the API has the operation of a route. */
export function isInVersion({ added }: Pick<Policy, 'added'>, version: ApiVersion): boolean {
  return added === undefined || inVersion(version, added.row) !== 501
}

/** The status of an error on a route, in a version of the API. */
export function statusOn(
  policy: Pick<Policy, 'statuses'> | undefined,
  code: ErrorCode,
  version: ApiVersion,
): number {
  return policy?.statuses?.[code] ?? statusOf(code, version)
}

/** A route's `config`, where its policy lives. */
export function declare(policy: Policy): { policy: Policy } {
  return { policy }
}

/** Any API route may end in these. */
const always: readonly ErrorCode[] = [
  'invalid_request',
  'uri_too_long',
  'headers_too_large',
  'internal_error',
  'store_unavailable',
  'shutting_down',
]

/** A route as Fastify knows it, as far as its errors follow from that. */
interface Route {
  readonly method: RouteOptions['method']
  readonly url?: string | undefined
  readonly schema?: { readonly querystring?: unknown } | undefined
}

/** Every code that a route may send, by its policy and by what it takes. */
export function errorsOf(policy: Policy, route: Route): readonly ErrorCode[] {
  const codes: ErrorCode[] = [
    ...always,
    'unknown_params',
    ...ofAccess(policy, String(route.method)),
    // Of the query, or of the headers Prefer and Idempotency-Key.
    'invalid_params',
    ...(takesIdempotencyKey(route) ? (['idempotency_key_reused', 'idempotency_key_in_use'] as const) : []),
    // Also a call that needs no body may come with a broken one.
    ...(route.method === 'GET' ? [] : (['invalid_body', 'payload_too_large', 'capacity_exceeded'] as const)),
    ...(policy.added ? (['not_implemented'] as const) : []),
    ...(policy.session ? (['not_found', 'session_terminal', 'session_expired'] as const) : []),
    ...(policy.session?.provider ? (['invalid_provider'] as const) : []),
    ...policy.errors,
  ]
  return [...new Set(codes)]
}

/** What a key may lead to. */
const ofKey: readonly ErrorCode[] = ['unauthorized', 'invalid_api_key', 'capacity_exceeded']

function ofAccess(policy: Policy, method: string): readonly ErrorCode[] {
  const { access, session } = policy
  if (access === 'control') return [...ofKey, 'forbidden', 'not_found']
  const needsNoKey = access === 'public' || (access === 'session' && session?.in === 'path')
  if (needsNoKey) return []
  const ofPlan = isServedOverPlan(method, policy) ? [] : (['listings_limit_exceeded'] as const)
  return [...ofKey, 'rate_limit_exceeded', ...ofPlan]
}

/** Whether an Idempotency-Key marks the repetitions of a call (published: POST, PUT and PATCH under /v1). */
export function takesIdempotencyKey({ method, url = '' }: Route): boolean {
  return ['POST', 'PUT', 'PATCH'].includes(String(method)) && url.startsWith('/v1/')
}
