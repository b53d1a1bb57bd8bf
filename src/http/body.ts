import { isUtf8 } from 'node:buffer'
import type { FastifyInstance, FastifyRequest, preValidationHookHandler, RouteOptions } from 'fastify'
import { parse } from 'secure-json-parse'
import { fail } from '../errors/api-error.js'
import { showable } from '../errors/showable.js'
import { setBodyText } from './call.js'
import { unknownFieldWarning, warn } from './warnings.js'

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
  app.addContentTypeParser('*', { parseAs: 'buffer' }, async (request: FastifyRequest, buffer: Buffer) => {
    if (buffer.length === 0) return undefined
    const { 'content-type': type, 'content-encoding': encoding = 'identity' } = request.headers
    if (type === undefined || !jsonType.test(type) || otherCharset.test(type)) refuseContentType(type)
    if (encoding.toLowerCase() !== 'identity') {
      fail('invalid_body', {
        message: `The body has the Content-Encoding ${showable(encoding)}, which this server does not read.`,
        fix: 'Send the body as it is, without a Content-Encoding header.',
        field: 'Content-Encoding',
        value_received: showable(encoding),
      })
    }
    if (!isUtf8(buffer)) refuseJson('it is not UTF-8')
    const text = withoutByteOrderMark(buffer)
    setBodyText(request, text)
    return parseJson(text)
  })
}

/**
 * Sees to it that a body is there when the route needs one, and names the fields that nobody reads.
 *
 * @throws {ApiError} (from the hook) `invalid_body` when the body is required and empty.
 */
export function bodyCheck(route: RouteOptions, presence: 'required' | 'optional'): preValidationHookHandler {
  const known = propertyNames(route.schema?.body)
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
    const warnings = unknownFields(request.body, route.schema?.body as Shape)
    if (warnings.length > 0) warn(request, reply, warnings)
    done()
  }
}

/** As much of a schema as tells which fields are known. */
interface Shape {
  readonly properties?: Readonly<Record<string, Shape>>
  readonly items?: Shape
}

/** A warning for each field, at any depth, of which the schema knows nothing. */
function unknownFields(value: unknown, { properties, items }: Shape, within = ''): readonly string[] {
  if (items && Array.isArray(value))
    return value.flatMap((item, at) => unknownFields(item, items, `${within}[${at}].`))
  if (!properties) return []
  return fieldsOf(value).flatMap((name) => {
    const shape = Object.hasOwn(properties, name) ? properties[name] : undefined
    if (shape === undefined) return unknownFieldWarning(name, Object.keys(properties), within)
    return unknownFields((value as Record<string, unknown>)[name], shape, `${within}${name}`)
  })
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
        : `The body has the Content-Type ${showable(type)}, which is not JSON in UTF-8.`,
    fix: 'Send JSON with Content-Type: application/json.',
    field: 'Content-Type',
    ...(type !== undefined && { value_received: showable(type) }),
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
