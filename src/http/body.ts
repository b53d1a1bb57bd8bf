import { isUtf8 } from 'node:buffer'
import type { FastifyInstance, FastifyRequest, RouteOptions } from 'fastify'
import { parse } from 'secure-json-parse'
import { fail } from '../errors/api-error.js'
import { maskForResponse } from '../lib/masking.js'
import { requireInVersion } from './added.js'
import { type Check, contextOf, longestKeptBody } from './context.js'
import { mostWarnings, unknownFieldWarning, warn } from './warnings.js'

const usualType = 'application/json'
const jsonType = /^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i
const otherCharset = /charset=(?!"?utf-?8\b)/i

/**
 * Reads every body as JSON, with errors of the catalogue. An empty one is no body, whatever its content type says: a
 * published SDK sends `Content-Type: application/json` without one.
 *
 * @throws {ApiError} (from the parser) `invalid_body` for another content type, charset or encoding, and for bad JSON.
 */
export function parseBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  // Fastify finds the usual type at once; any other one it would have to take apart.
  app.addContentTypeParser([usualType, '*'], { parseAs: 'buffer' }, (request, buffer, done) =>
    done(null, parseBody(request, buffer as Buffer)),
  )
}

function parseBody(request: FastifyRequest, buffer: Buffer): unknown {
  if (buffer.length === 0) return undefined
  contextOf(request).bodySize = buffer.length
  try {
    return readJson(request, buffer)
  } catch (error) {
    requireInVersion(request)
    throw error
  }
}

function readJson(request: FastifyRequest, buffer: Buffer): unknown {
  requireJson(request)
  const text = withoutByteOrderMark(buffer)
  // What is not UTF-8 is read as this character, so a text without it is UTF-8.
  if (text.includes('\ufffd') && !isUtf8(buffer)) refuseJson('it is not UTF-8')
  // A parsed body can hold many times as much.
  if (text.length <= longestKeptBody) contextOf(request).bodyText = text
  return parseJson(text)
}

/** @throws {ApiError} `invalid_body` for a body that is not said to be JSON in UTF-8. */
export function requireJson(request: FastifyRequest): void {
  const { 'content-type': type, 'content-encoding': encoding = 'identity' } = request.headers
  if (type !== usualType && !isJson(type)) refuseContentType(type)
  if (encoding.toLowerCase() !== 'identity') {
    fail('invalid_body', {
      message: `The body has the Content-Encoding ${maskForResponse(encoding)}, which this server does not read.`,
      fix: 'Send the body as it is, without a Content-Encoding header.',
      field: 'Content-Encoding',
      value_received: maskForResponse(encoding),
    })
  }
}

/**
 * Checks that a required body is there, and warns of fields that the route does not know.
 *
 * @throws {ApiError} (from the check) `invalid_body` when the body is required and empty.
 */
export function bodyCheck(route: RouteOptions, presence: 'required' | 'optional'): Check {
  const known = propertyNames(route.schema?.body)
  const shape = route.schema?.body as Shape
  return (request, reply) => {
    if (request.body === undefined) {
      if (presence === 'required') {
        fail('invalid_body', {
          message: 'The request has no body.',
          fix: `Send a JSON object with Content-Type: application/json${known.length > 0 ? `; its fields are ${known.join(', ')}` : ''}.`,
        })
      }
      request.body = {}
    }
    const warnings: string[] = []
    findUnknown(request.body, shape, '', warnings)
    if (warnings.length > 0) warn(request, reply, warnings)
    return undefined
  }
}

/** The part of a schema that says which fields are known. */
interface Shape {
  readonly properties?: Readonly<Record<string, Shape>>
  readonly items?: Shape
}

/** Adds a warning for each field, at any depth, of which the schema knows nothing, until there are enough. */
function findUnknown(value: unknown, { properties, items }: Shape, within: string, found: string[]): void {
  if (items && Array.isArray(value)) {
    for (const [at, item] of value.entries()) findUnknown(item, items, `${within}[${at}]`, found)
  }
  if (!properties) return
  const path = within === '' ? '' : `${within}.`
  for (const name of fieldsOf(value)) {
    if (found.length >= mostWarnings) return
    const shape = Object.hasOwn(properties, name) ? properties[name] : undefined
    if (shape === undefined) found.push(unknownFieldWarning(name, Object.keys(properties), path))
    else if (shape.properties || shape.items)
      findUnknown((value as Record<string, unknown>)[name], shape, `${path}${name}`, found)
  }
}

/** The names that an object schema declares. */
export function propertyNames(schema: unknown): readonly string[] {
  return Object.keys((schema as { properties?: object } | undefined)?.properties ?? {})
}

/** The names of a body's fields; none when it is no object. */
export function fieldsOf(body: unknown): readonly string[] {
  return typeof body === 'object' && body !== null && !Array.isArray(body) ? Object.keys(body) : []
}

function isJson(type: string | undefined): boolean {
  return type !== undefined && jsonType.test(type) && !otherCharset.test(type)
}

function withoutByteOrderMark(buffer: Buffer): string {
  const text = buffer.toString('utf8')
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
}

function refuseContentType(type: string | undefined): never {
  fail('invalid_body', {
    message:
      type === undefined
        ? 'The body has no Content-Type.'
        : `The body has the Content-Type ${maskForResponse(type)}, which is not JSON in UTF-8.`,
    fix: 'Send JSON with Content-Type: application/json.',
    field: 'Content-Type',
    ...(type !== undefined && { value_received: maskForResponse(type) }),
  })
}

/** Parses, and refuses names like `__proto__`. The parser's own message would quote the body, secrets and all. */
function parseJson(text: string): unknown {
  try {
    return parse(text)
  } catch (error) {
    const { message } = error as SyntaxError
    const [, position] = /position (\d+)/.exec(message) ?? []
    if (message.includes('forbidden')) refuseJson('it has a name that is forbidden, like __proto__')
    refuseJson(
      position === undefined
        ? 'it ends too early or has a character out of place'
        : `look at character ${position}`,
    )
  }
}

function refuseJson(why: string): never {
  fail('invalid_body', {
    message: `The body is not valid JSON: ${why}.`,
    fix: 'Send one JSON object; names and texts stand in double quotes, and nothing follows the last brace.',
  })
}
