import { timingSafeEqual } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { fail } from '../errors/api-error.js'
import { isLoopback, isPrivateName } from '../lib/address.js'
import { fingerprint, workspaceId } from '../lib/ids.js'
import { maskForResponse } from '../lib/masking.js'
import { URL } from '../lib/node-globals.js'
import type { Workspaces } from '../workspaces/workspaces.js'
import { type Check, contextOf } from './context.js'
import { type KeyMistake, misplacedKey, mistakeIn, schemeMistake } from './key-mistake.js'
import { policyOf } from './policy.js'
import type { ServerAddress } from './public-url.js'

/** How many characters a key may have behind sk_test_ or sk_live_. */
const longestKey = 500
const keyForm = /^sk_(?:test|live)_([\x21-\x7e]+)$/
const ownPort = /:\d+$/
const bearerForm = /^bearer +(\S+)$/i

/**
 * The API key of a request: `Authorization: Bearer …`, else `x-api-key`.
 *
 * @param accepted the only keys that are taken; null takes every well-formed one.
 * @throws {ApiError} `unauthorized` without a key or with a malformed header, `invalid_api_key` for any other key.
 */
export function apiKeyOf(request: FastifyRequest, accepted: AcceptedKeys): string {
  return requireAccepted(findKey(request) ?? refuseWithoutKey(request), accepted, keyHeaderIn(request))
}

function refuseWithoutKey(request: FastifyRequest): never {
  const { field, reason, fix } = misplacedKey(request) ?? fail('unauthorized')
  fail('unauthorized', {
    message: `The request carries no API key: ${reason}.`,
    fix,
    field,
    did_you_mean: 'x-api-key',
  })
}

/** The header from which the key of a request is taken. */
function keyHeaderIn({ headers }: FastifyRequest): string {
  return headers.authorization === undefined ? 'x-api-key' : 'Authorization'
}

/** The only API keys that are taken; null for every well-formed one. */
export type AcceptedKeys = ReadonlySet<string> | null

/** @throws {ApiError} `forbidden` for a call whose key is not one for tests. */
export function requireTestKey(request: FastifyRequest): void {
  if (findKey(request)?.startsWith('sk_test_')) return
  fail('forbidden', {
    message: 'This is not a test key, and only test keys have a sandbox.',
    fix: 'Call with a key that begins with sk_test_.',
  })
}

/** The API key that a request presents, whatever it is; null without one. Throws `unauthorized` for a malformed header. */
export function findKey({ headers }: FastifyRequest): string | null {
  const { authorization } = headers
  if (authorization !== undefined) {
    const token = bearerToken(authorization)
    if (token !== undefined) return token
    fail('unauthorized', {
      message: `The Authorization header is not of the form "Bearer <key>".${schemeMistake(authorization)}`,
      field: 'Authorization',
    })
  }
  return keyHeaderOf(headers)
}

/** The key in the x-api-key header; null without one. Throws `unauthorized` for an empty one, which is a mistake. */
export function keyHeaderOf({ 'x-api-key': key }: FastifyRequest['headers']): string | null {
  if (key === undefined) return null
  if (typeof key === 'string' && key !== '') return key
  fail('unauthorized', { message: 'The x-api-key header is empty.', field: 'x-api-key' })
}

/** The token of an Authorization header; undefined when it is of another form. */
export function bearerToken(authorization: string): string | undefined {
  return bearerForm.exec(authorization)?.[1]
}

/** Whether a key is taken. */
export function isAccepted(key: string, accepted: AcceptedKeys): boolean {
  if (accepted !== null) return accepted.has(key)
  const length = keyForm.exec(key)?.[1]?.length
  return length !== undefined && length <= longestKey
}

/**
 * @param field where the key stands.
 * @throws {ApiError} `invalid_api_key` for a key that is not taken.
 */
export function requireAccepted(key: string, accepted: AcceptedKeys, field: string): string {
  if (isAccepted(key, accepted)) return key
  const { reason, fix } = mistakeIn(key) ?? refusalOf(key, accepted)
  fail('invalid_api_key', { message: `Invalid API key: ${reason}.`, field, ...(fix && { fix }) })
}

function refusalOf(key: string, accepted: AcceptedKeys): Pick<KeyMistake, 'reason'> & Partial<KeyMistake> {
  if (accepted !== null)
    return {
      reason: 'it is none of the keys that this server was started with',
      fix: 'Use one of the keys of REPULL_MOCK_API_KEYS.',
    }
  const prefix = 'sk_test_'.length
  return {
    reason: keyForm.test(key)
      ? `it has ${key.length - prefix} characters behind ${key.slice(0, prefix)}, more than ${longestKey}`
      : 'a key is sk_test_ or sk_live_ and then printable ASCII characters',
  }
}

export interface ControlGateDeps {
  readonly workspaces: Workspaces
  readonly apiKeys: AcceptedKeys
  /** What a control call must bring as its bearer token; null when nothing is asked. */
  readonly token: string | null
  readonly publicUrl: string | null
  readonly address: ServerAddress
}

/**
 * Lets control calls in (ours): no page of another site, no name that an attacker's DNS could point here, and none without
 * the token where there is one. With an API key, or with the id of a workspace in the query, the call is about that
 * workspace, without one about all.
 *
 * @throws {ApiError} (from the returned check) `forbidden`, `unauthorized`, `invalid_api_key`, `capacity_exceeded`;
 * `invalid_params` for a key and the id of another workspace, `not_found` for the id of none.
 */
export function createControlGate({
  workspaces,
  apiKeys,
  token,
  publicUrl,
  address,
}: ControlGateDeps): Check {
  const own = publicUrl === null ? null : new URL(publicUrl)
  return async (request) => {
    requireNoDelivery(request)
    requireOwnHost(request, own)
    requireOwnSite(request, own, address)
    if (policyOf(request.routeOptions)?.isOpen?.(request)) return
    const found = token === null ? findKey(request) : keyBesideToken(request, token)
    const header = token === null ? keyHeaderIn(request) : 'x-api-key'
    const key = found === null ? null : requireAccepted(found, apiKeys, header)
    const { workspace: id } = request.query as { readonly workspace?: unknown }
    // What is no text is refused with the query.
    const isNamed = typeof id === 'string'
    if (isNamed && key !== null && workspaceId(key) !== id) refuseOther(id)
    if (key !== null) contextOf(request).workspace = await workspaces.ofKey(key)
    else if (isNamed) contextOf(request).workspace = (await workspaces.find(id)) ?? refuseUnknown(id)
  }
}

function refuseOther(id: string): never {
  fail('invalid_params', {
    message: 'The query names another workspace than that of the API key.',
    fix: 'Leave one of them out.',
    field: 'workspace',
    value_received: maskForResponse(id),
  })
}

function refuseUnknown(id: string): never {
  fail('not_found', {
    message: `No workspace in use has the id ${maskForResponse(id)}.`,
    fix: 'Use an id of GET /_mock/workspaces.',
    field: 'workspace',
    value_received: maskForResponse(id),
  })
}

/** A webhook could lead here by a way that nobody knew when it was created. */
function requireNoDelivery({ headers }: FastifyRequest): void {
  if (headers['x-repull-delivery-id'] === undefined) return
  fail('forbidden', {
    message: 'Deliveries of webhooks are not taken as control calls.',
    fix: 'Let the webhook lead to an endpoint of your app.',
    field: 'X-Repull-Delivery-Id',
  })
}

/**
 * Nobody outside can point a private name or an address here. A page can send any X-Forwarded-Host, but not another Host
 * than its own; so behind a proxy, both count.
 */
function requireOwnHost({ headers, host: forwarded }: FastifyRequest, own: URL | null): void {
  for (const [field, host] of [
    ['Host', headers.host ?? ''],
    ['X-Forwarded-Host', forwarded],
  ] as const) {
    const name = normalizeName(host.replace(ownPort, ''))
    if (isPrivateName(name) || name === own?.hostname) continue
    fail('forbidden', {
      message: `Control calls are not taken under the name ${maskForResponse(host)}.`,
      fix: 'Use localhost, an address or a name without dots, or set REPULL_MOCK_PUBLIC_URL to that name.',
      field,
      value_received: maskForResponse(host),
    })
  }
}

function requireOwnSite(request: FastifyRequest, own: URL | null, address: ServerAddress): void {
  const { headers, hostname } = request
  const { origin } = headers
  if (origin === undefined) return
  const from = URL.canParse(origin) ? new URL(origin) : null
  const isOwn =
    from !== null &&
    (from.host === hostWithoutPort(`${from.protocol}//${address.hostOf(request)}`) ||
      from.origin === own?.origin ||
      // All names and ports of the machine itself are one site.
      (isLoopback(from.hostname) && isLoopback(normalizeName(hostname))))
  if (isOwn) return
  fail('forbidden', {
    message: `Control calls are not taken from pages of ${maskForResponse(origin)}.`,
    fix: 'Call from a test or a command line, or from a page of this server.',
    field: 'Origin',
    value_received: maskForResponse(origin),
  })
}

/** The host of an address, without the port that its protocol has anyway. */
function hostWithoutPort(address: string): string | null {
  return URL.canParse(address) ? new URL(address).host : null
}

function normalizeName(hostname: string): string {
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

/** Compares in the same time whatever is given, so that nobody can guess character by character. */
function isSame(given: string, token: string): boolean {
  return timingSafeEqual(fingerprint(given), fingerprint(token))
}
