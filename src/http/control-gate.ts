import { timingSafeEqual } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { fail } from '../errors/api-error.js'
import { isLoopback, isPrivateName } from '../lib/address.js'
import { fingerprint } from '../lib/ids.js'
import { maskForResponse } from '../lib/masking.js'
import { URL } from '../lib/node-globals.js'
import type { Workspaces } from '../workspaces/workspaces.js'
import { type AcceptedKeys, bearerToken, findKey, keyHeaderOf, requireAccepted } from './api-key.js'
import { setWorkspace } from './context.js'
import { hostOf, type Trust } from './forwarded.js'

export interface ControlGateDeps {
  readonly workspaces: Workspaces
  readonly apiKeys: AcceptedKeys
  /** What a control call must bring as its bearer token; null when nothing is asked. */
  readonly token: string | null
  readonly publicUrl: string | null
  readonly trust: Trust
}

/**
 * Lets control calls in (ours): no page of another site, no name that an attacker's DNS could point here, and none without
 * the token where there is one. With an API key the call is about its workspace, without one about all.
 *
 * @throws {ApiError} (from the returned check) `forbidden`, `unauthorized`, `invalid_api_key`, `capacity_exceeded`.
 */
export function createControlGate({ workspaces, apiKeys, token, publicUrl, trust }: ControlGateDeps) {
  const own = publicUrl === null ? null : new URL(publicUrl)
  return async (request: FastifyRequest, _reply: FastifyReply): Promise<void> => {
    requireOwnHost(request, own)
    requireOwnSite(request, own, trust)
    const key = token === null ? findKey(request) : keyBesideToken(request, token)
    if (key !== null) setWorkspace(request, await workspaces.ofKey(requireAccepted(key, apiKeys)))
  }
}

/** Nobody outside can point a private name or an address here. */
function requireOwnHost({ host, hostname }: FastifyRequest, own: URL | null): void {
  const name = plainName(hostname)
  if (isPrivateName(name) || name === own?.hostname) return
  fail('forbidden', {
    message: `Control calls are not taken under the name ${maskForResponse(host)}.`,
    fix: 'Use localhost, an address or a name without dots, or set REPULL_MOCK_PUBLIC_URL to that name.',
    field: 'Host',
    value_received: maskForResponse(host),
  })
}

function requireOwnSite(request: FastifyRequest, own: URL | null, trust: Trust): void {
  const { headers, hostname } = request
  const { origin } = headers
  if (origin === undefined) return
  const from = URL.canParse(origin) ? new URL(origin) : null
  const isOwn =
    from !== null &&
    (from.host === plainHost(`${from.protocol}//${hostOf(request, trust)}`) ||
      from.origin === own?.origin ||
      // All names and ports of the machine itself are one site.
      (isLoopback(from.hostname) && isLoopback(plainName(hostname))))
  if (isOwn) return
  fail('forbidden', {
    message: `Control calls are not taken from pages of ${maskForResponse(origin)}.`,
    fix: 'Call from a test or a command line, or from a page of this server.',
    field: 'Origin',
    value_received: maskForResponse(origin),
  })
}

/** The host of an address, without the port that its protocol has anyway. */
function plainHost(address: string): string | null {
  return URL.canParse(address) ? new URL(address).host : null
}

function plainName(hostname: string): string {
  return hostname.toLowerCase().replace(/\.$/, '')
}

/** The API key of a call that has to bring the token: it stands in `x-api-key`. */
function keyBesideToken({ headers }: FastifyRequest, token: string): string | null {
  const { authorization } = headers
  if (authorization === undefined) refuseToken('unauthorized', 'The control call carries no token.')
  if (!isSame(bearerToken(authorization) ?? '', token))
    refuseToken('forbidden', 'The Authorization header does not carry the token of this server.')
  return keyHeaderOf(headers)
}

function refuseToken(code: 'unauthorized' | 'forbidden', message: string): never {
  fail(code, {
    message,
    fix: 'Send "Authorization: Bearer" with the REPULL_MOCK_CONTROL_TOKEN of the server, and the API key of the workspace as x-api-key.',
    field: 'Authorization',
  })
}

/** Compares in the same time whatever is given, so that nobody can guess sign by sign. */
function isSame(given: string, token: string): boolean {
  return timingSafeEqual(fingerprint(given), fingerprint(token))
}
