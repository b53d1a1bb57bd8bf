import swagger from '@fastify/swagger'
import type { FastifyInstance, RouteOptions } from 'fastify'
import { components } from '../../src/components.js'
import { envelope, injectedError } from '../../src/errors/api-error.js'
import { catalogue, type ErrorCode, errorCodes } from '../../src/errors/catalogue.js'
import {
  errorsOf,
  isInVersion,
  ownVersion,
  type Policy,
  policyOf,
  statusOn,
  takesIdempotencyKey,
} from '../../src/http/policy.js'
import { pathTemplate } from '../../src/lib/address.js'
import { otherSpelling } from '../../src/lib/schema.js'
import type { ApiVersion } from '../../src/versions/api-version.js'
import { schemaIn } from './in-version.js'

/** An OpenAPI document, as far as this module writes on it. */
interface Operation {
  security?: unknown[]
  parameters?: { name?: string; required?: boolean; $ref?: string }[]
  requestBody?: { required?: boolean; content: Record<string, { schema: unknown; example?: unknown }> }
  responses: Record<string, Response>
}
interface Response {
  description?: string
  headers?: Record<string, unknown>
  content?: Record<string, Record<string, unknown>>
  $ref?: string
}
export interface Document {
  paths: Record<string, Record<string, Operation>>
  components: Record<string, unknown>
  [part: string]: unknown
}

/** Collects the routes of an app and describes them in a version of the API. `observe` goes into the app before its routes are declared. */
export function createDescriber(version: string, apiVersion: ApiVersion) {
  const routes: RouteOptions[] = []
  return {
    observe: (app: FastifyInstance) => {
      for (const component of components) app.addSchema(component)
      app.addHook('onRoute', (route) => {
        const policy = policyOf(route)
        if (policy !== undefined && !policy.refuse && isInVersion(policy, apiVersion)) routes.push(route)
      })
      return app.register(swagger, {
        openapi: {
          openapi: '3.1.0',
          info: {
            title: 'repull-mock',
            version,
            description:
              "A mock of Repull's Connect flow: sessions that expire, hosts that refuse, errors as documented. " +
              `Names, types and statuses follow the API as published in ${apiVersion}; what is our own says so.`,
            license: { name: 'MIT', url: 'https://opensource.org/license/mit' },
          },
          servers: [
            { url: 'http://127.0.0.1:7855', description: 'The server as it starts without settings.' },
          ],
          tags: [
            {
              name: 'Connect',
              description:
                'Connect the accounts of hosts: open a session, send the user to its page, read the connection.',
            },
            { name: 'Webhooks', description: 'Get events by HTTP, and see what was delivered.' },
            { name: 'Listings', description: 'Read the places that hosts offer, as the sandbox has them.' },
            { name: 'Reservations', description: 'Read the stays that guests have booked, of all channels.' },
            { name: 'Properties', description: 'Read the same places in a shorter form.' },
            {
              name: 'Channels',
              description: 'Read what one channel has: its listings, reservations and prices.',
            },
            {
              name: 'Sandbox',
              description:
                'Add and remove test data. It is the same in every workspace, dated from the seeding.',
            },
            { name: 'System', description: 'Ask about the server itself.' },
            {
              name: 'Control',
              description:
                'Control the mock in tests (ours): its clock, faults, journal and contents. With an API key a call is about its workspace, ' +
                'without one about all of them. `REPULL_MOCK_CONTROL=off` removes these calls. With `REPULL_MOCK_CONTROL_TOKEN` set, ' +
                'the bearer token is that, and the API key goes into `x-api-key`.',
            },
          ],
          components: {
            securitySchemes: {
              bearerAuth: {
                type: 'http',
                scheme: 'bearer',
                description:
                  'An API key that begins with `sk_test_` or `sk_live_`. Every key has a workspace of its own.',
              },
              apiKeyHeader: {
                type: 'apiKey',
                in: 'header',
                name: 'x-api-key',
                description: 'The same API key in a header of its own.',
              },
            },
          },
        },
        refResolver: { buildLocalReference: (schema) => String(schema.$id) },
      })
    },
    /** The description of a ready app whose routes were observed. */
    describe: (app: FastifyInstance): Document => {
      const document = schemaIn<object>(apiVersion, app.swagger()) as Document
      const errors = new ErrorResponses(apiVersion)
      const before = schemasUsed(document)
      for (const path of Object.keys(document.paths)) {
        if (!routes.some(({ url }) => pathTemplate(url) === path)) delete document.paths[path]
      }
      for (const route of routes) {
        const operations = document.paths[pathTemplate(route.url)] as Record<string, Operation>
        const operation = operations[String(route.method).toLowerCase()] as Operation
        const policy = policyOf(route) as Policy
        complete(operation, route, { ...policy, example: schemaIn(apiVersion, policy.example) }, errors)
      }
      document.components.parameters = { Prefer: preferParameter, 'Idempotency-Key': idempotencyParameter }
      document.components.headers = { 'Idempotency-Status': idempotencyHeader }
      document.components.responses = errors.responses()
      document.components.examples = errors.examples()
      describeReferences(document.components.schemas as Record<string, Properties>)
      leaveOutSpellings(document.paths)
      const after = schemasUsed(document)
      const schemas = document.components.schemas as Record<string, unknown>
      for (const name of before) if (!after.has(name)) delete schemas[name]
      return document
    },
  }
}

interface Properties {
  readonly properties?: Record<string, { readonly $ref?: string; description?: string }>
}

/** Gives references in components their descriptions back, which the generator drops. OpenAPI 3.1 permits them there. */
function describeReferences(schemas: Readonly<Record<string, Properties>>): void {
  for (const { $id = '', properties = {} } of components as readonly (Properties & { $id?: string })[]) {
    for (const [name, { $ref, description }] of Object.entries(properties)) {
      const described = schemas[$id]?.properties?.[name]
      if ($ref && description && described) described.description = description
    }
  }
}

/** What a tester may prefer, on every call of the API. */
const preferParameter = {
  name: 'Prefer',
  in: 'header',
  required: false,
  description:
    'For tests (ours): `error=<code>` or `code=<status>` answers with that error, and `delay=500ms` waits first. ' +
    '`ttl=5s` shortens the life of a session that is opened, and `api-version=2026-07` makes the call one of that version. ' +
    'What was applied comes back in `Preference-Applied`.',
  schema: { type: 'string' },
  examples: { expired: { value: 'error=session_expired' }, late: { value: 'delay=500ms, code=503' } },
}

/** What makes a repetition of a call known as one, on every call that changes something. */
const idempotencyParameter = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description:
    'A string that is unique to the request, like a UUID. A retry within 24 hours, with the same key, address and body, ' +
    'gets the answer of the first call, and nothing is done twice. Answers 401, 402, 408, 425, 429 and 5xx are not remembered.',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
}

const idempotencyHeader = {
  description: 'Present when the answer is that of an earlier call with the same `Idempotency-Key`.',
  schema: { type: 'string', enum: ['cached'] },
}

/** Adds what a route's policy says and its schemas do not: security, errors, examples. */
function complete(operation: Operation, route: RouteOptions, policy: Policy, errors: ErrorResponses): void {
  const withKey = [{ bearerAuth: [] }, { apiKeyHeader: [] }]
  const isKeyOptional =
    policy.access === 'control' || (policy.access === 'session' && !requiresSession(operation, policy))
  if (policy.access !== 'control')
    operation.parameters = [...(operation.parameters ?? []), { $ref: '#/components/parameters/Prefer' }]
  const isKeyed = takesIdempotencyKey(route)
  if (isKeyed) operation.parameters?.push({ $ref: '#/components/parameters/Idempotency-Key' })
  operation.security = policy.access === 'key' ? withKey : isKeyOptional ? [{}, ...withKey] : []
  const body = operation.requestBody?.content['application/json']
  if (operation.requestBody && body) {
    const given = route.schema?.body as { readonly $id?: string } | undefined
    if (given?.$id !== undefined) body.schema = { $ref: `#/components/schemas/${given.$id}` }
    operation.requestBody.required = policy.body === 'required'
    body.example = policy.example.body
  }
  for (const [status, response] of Object.entries(operation.responses)) {
    const [content, page] = Object.values(response.content ?? {})
    if (status.startsWith('2') && isKeyed)
      response.headers = { 'Idempotency-Status': { $ref: '#/components/headers/Idempotency-Status' } }
    if (status.startsWith('2') && content) content.example = policy.example.answer
    if (page) page.example = '<!doctype html>…'
    if (status === '304' || status === '204') delete response.content
  }
  for (const [status, reference] of Object.entries(
    errors.referencesFor(errorsOf({ ...policy, added: undefined }, route), policy),
  )) {
    const own = operation.responses[status]
    operation.responses[status] = own === undefined ? reference : errors.merged(own, reference)
  }
}

/** Whether no call works without the id of a session, so that a key is of no use. */
function requiresSession({ parameters = [] }: Operation, { session }: Policy): boolean {
  if (session?.in !== 'query') return session?.in === 'path'
  return parameters.some(({ name, required }) => name === 'sessionId' && required === true)
}

/** The error responses of all operations. Those that send the same codes with a status share one. */
class ErrorResponses {
  readonly #version: ApiVersion
  readonly #sets = new Map<string, readonly ErrorCode[]>()

  constructor(version: ApiVersion) {
    this.#version = version
  }

  /** A reference for each status of these codes. */
  referencesFor(codes: readonly ErrorCode[], policy: Policy): Record<string, Response> {
    const version = policy.access === 'control' ? ownVersion : this.#version
    const sent = new Set(codes)
    const byStatus = new Map<number, ErrorCode[]>()
    for (const code of errorCodes.filter((code) => sent.has(code))) {
      const status = statusOn(policy, code, version)
      byStatus.set(status, [...(byStatus.get(status) ?? []), code])
    }
    return Object.fromEntries(
      [...byStatus].map(([status, codes]) => {
        const name = codes.join('.')
        this.#sets.set(name, codes)
        return [status, { $ref: `#/components/responses/${name}` }]
      }),
    )
  }

  /** An error response that has a shape of its own beside the usual one, with the codes of a reference. */
  merged({ description, content }: Response, { $ref = '' }: Response): Response {
    const codes = this.#sets.get($ref.replace('#/components/responses/', '')) ?? []
    const usual = errorResponse(codes)
    const { examples } = usual.content?.['application/json'] ?? {}
    const own = content?.['application/json']
    return {
      description: `${description} ${usual.description}.`,
      content: { 'application/json': { ...own, examples } },
    }
  }

  responses(): Record<string, Response> {
    const names = [...this.#sets.keys()].sort()
    return Object.fromEntries(names.map((name) => [name, errorResponse(this.#sets.get(name) ?? [])]))
  }

  examples(): Record<string, unknown> {
    const codes = new Set([...this.#sets.values()].flat())
    return Object.fromEntries(
      errorCodes.filter((code) => codes.has(code)).map((code) => [code, exampleOf(code, this.#version)]),
    )
  }
}

/** Takes away the fields that are other spellings of ones, at any depth. */
function leaveOutSpellings(part: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(part)) {
    if (typeof value !== 'object' || value === null) continue
    const inner = value as Record<string, unknown>
    if (inner.$comment === otherSpelling.$comment) delete part[name]
    else leaveOutSpellings(inner)
  }
}

/** The names of the schemas to which operations lead. */
function schemasUsed({ paths, components }: Document): ReadonlySet<string> {
  const schemas = components.schemas as Record<string, unknown>
  const used = new Set<string>()
  const visit = (part: unknown): void => {
    for (const [, name = ''] of JSON.stringify(part).matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
      if (used.has(name)) continue
      used.add(name)
      visit(schemas[name])
    }
  }
  visit([paths, components.responses ?? null])
  return used
}

function errorResponse(codes: readonly ErrorCode[]): Response {
  const examples = Object.fromEntries(codes.map((code) => [code, { $ref: `#/components/examples/${code}` }]))
  return {
    description: codes.map((code) => `\`${code}\``).join(', '),
    content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' }, examples } },
  }
}

function exampleOf(code: ErrorCode, version: ApiVersion) {
  return {
    summary: catalogue[code].message,
    value: envelope(injectedError(code), 'req_01KAJ5M1Q0V7W8X9Y0Z1A2B3C4', version),
  }
}
