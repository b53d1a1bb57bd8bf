import { isUtf8 } from 'node:buffer'
import type { FastifyInstance, FastifyRequest, preValidationHookHandler, RouteOptions } from 'fastify'
import { parse } from 'secure-json-parse'
import { fail } from '../errors/api-error.js'
import { maskForResponse } from '../lib/masking.js'
import { setBodyText } from './context.js'
import { mostWarnings, unknownFieldWarning, warn } from './warnings.js'

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
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (request, buffer, done) =>
    done(null, parseBody(request, buffer as Buffer)),
  )
}

function parseBody(request: FastifyRequest, buffer: Buffer): unknown {
  if (buffer.length === 0) return undefined
  const { 'content-type': type, 'content-encoding': encoding = 'identity' } = request.headers
  if (type === undefined || !jsonType.test(type) || otherCharset.test(type)) refuseContentType(type)
  if (encoding.toLowerCase() !== 'identity') {
    fail('invalid_body', {
      message: `The body has the Content-Encoding ${maskForResponse(encoding)}, which this server does not read.`,
      fix: 'Send the body as it is, without a Content-Encoding header.',
      field: 'Content-Encoding',
      value_received: maskForResponse(encoding),
    })
  }
  const text = withoutByteOrderMark(buffer)
  // What is not UTF-8 is read as this sign, and a text without it is not looked at twice.
  if (text.includes('\ufffd') && !isUtf8(buffer)) refuseJson('it is not UTF-8')
  setBodyText(request, text)
  return parseJson(text)
}

/**
 * Sees to it that a body is there when the route needs one, and names the fields that nobody reads.
 *
 * @throws {ApiError} (from the hook) `invalid_body` when the body is required and empty.
 */
export function bodyCheck(route: RouteOptions, presence: 'required' | 'optional'): preValidationHookHandler {
  const known = propertyNames(route.schema?.body)
  const shape = route.schema?.body as Shape
  return (request, reply, done) => {
    if (request.body === undefined) {
      if (presence === 'required') {
        fail('invalid_body', {
          message: 'The request has no body.',
          fix: `Send a JSON object with Content-Type: application/json; its fields are ${known.join(', ')}.`,
        })
      }
      request.body = {}
    }
    const warnings: string[] = []
    findUnknown(request.body, shape, '', warnings)
    if (warnings.length > 0) warn(request, reply, warnings)
    done()
  }
}

/** As much of a schema as tells which fields are known. */
interface Shape {
  readonly properties?: Readonly<Record<string, Shape>>
  readonly items?: Shape
}

/** Adds a warning for each field, at any depth, of which the schema knows nothing, until there are enough. */
function findUnknown(value: unknown, { properties, items }: Shape, within: string, found: string[]): void {
  if (items && Array.isArray(value)) {
    for (const [at, item] of value.entries()) findUnknown(item, items, `${within}[${at}].`, found)
  }
  if (!properties) return
  for (const name of fieldsOf(value)) {
    if (found.length >= mostWarnings) return
    const shape = Object.hasOwn(properties, name) ? properties[name] : undefined
    if (shape === undefined) found.push(unknownFieldWarning(name, Object.keys(properties), within))
    else if (shape.properties || shape.items)
      findUnknown((value as Record<string, unknown>)[name], shape, `${within}${name}`, found)
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
        ? 'it ends too early or has a sign out of place'
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
