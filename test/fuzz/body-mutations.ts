import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import type { AnyBody } from '../helpers/answers.js'
import type { Mutation } from './mutations.js'
import type { Request } from './request.js'
import { hostileStrings, hostileValues } from './strings.js'

/** Content types that are wrong or unusual. */
const contentTypes = [
  'application/json; charset=utf-8',
  'Application/JSON ; charset="UTF-8"',
  'application/json; charset=latin1',
  'application/json;',
  'application/vnd.repull+json',
  'application/jsonp',
  'text/plain',
  'text/html',
  'application/xml',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'multipart/form-data',
  'application/octet-stream',
  'json',
  '*/*',
  ';',
  'application/json, text/plain',
]

const encodings = ['gzip', 'identity', 'IDENTITY', 'br', 'x', '', 'gzip, identity']

/** Whole bodies, most of them not valid. */
const wholeBodies: readonly (string | Buffer)[] = [
  '',
  ' ',
  'null',
  'true',
  '0',
  '"text"',
  '[]',
  '{}',
  '[{}]',
  '{',
  '{"a":}',
  "{'a': 1}",
  '{"a": NaN}',
  '{"a": 1,}',
  '{"a": 1} x',
  '{"__proto__": {"isAdmin": true}}',
  '{"constructor": {"prototype": {"isAdmin": true}}}',
  '{"provider": "airbnb", "__proto__": null}',
  '\ufeff{}',
  '/* */ {}',
  '['.repeat(50_000),
  `${'['.repeat(20_000)}${']'.repeat(20_000)}`,
  `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`,
  `{"state": "${'x'.repeat(1_100_000)}"}`,
  'redirectUrl=https%3A%2F%2Fapp.example',
  '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--x--\r\n',
  '<?xml version="1.0"?><a/>',
  Buffer.from([0xff, 0xfe, 0x7b, 0x7d]),
  Buffer.from([0x7b, 0x22, 0xc3, 0x28, 0x22, 0x3a, 0x31, 0x7d]),
  gzipSync('{}'),
]

/** Mutations of a body. */
export const bodyMutations: fc.Arbitrary<Mutation> = fc.oneof(
  { weight: 8, arbitrary: fc.tuple(fc.nat(60), fc.constantFrom(...hostileValues)).map(replaceNode) },
  { weight: 4, arbitrary: fc.nat(60).map(dropNode) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.nat(20), fc.constantFrom(...hostileStrings), fc.constantFrom(...hostileValues))
      .map(addMember),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.nat(20), fc.constantFrom('__proto__', 'constructor', 'prototype'))
      .map(addForbidden),
  },
  { weight: 4, arbitrary: fc.constantFrom(...wholeBodies).map(replaceBody) },
  { weight: 2, arbitrary: fc.nat(300).map(cutBody) },
  { weight: 3, arbitrary: fc.constantFrom(...contentTypes).map((type) => header('content-type', type)) },
  { weight: 1, arbitrary: fc.constant(dropContentType) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(...encodings).map((encoding) => header('content-encoding', encoding)),
  },
)

function header(name: string, value: string): Mutation {
  return (request) => ({ ...request, headers: { ...request.headers, [name]: value } })
}

function dropContentType({ headers: { 'content-type': _, ...headers }, ...rest }: Request): Request {
  return { ...rest, headers }
}

function replaceBody(body: string | Buffer): Mutation {
  return (request) => ({
    ...request,
    headers: { 'content-type': 'application/json', ...request.headers },
    body,
  })
}

function cutBody(length: number): Mutation {
  return (request) => ({ ...request, body: request.body?.slice(0, length) })
}

function replaceNode([at, value]: [number, unknown]): Mutation {
  return changeNode(at, (parent, name) => {
    parent[name] = value
  })
}

function dropNode(at: number): Mutation {
  return changeNode(at, (parent, name) => {
    if (Array.isArray(parent)) parent.splice(Number(name), 1)
    else delete parent[name]
  })
}

function addMember([at, name, value]: [number, string, unknown]): Mutation {
  return changeObject(at, (object) =>
    Object.defineProperty(object, name, { value, enumerable: true, configurable: true }),
  )
}

function addForbidden([at, name]: [number, string]): Mutation {
  return addMember([at, name, { prototype: { isAdmin: true } }])
}

/** Changes one of the values in a body, if it has any. */
function changeNode(at: number, change: (parent: AnyBody, name: string) => void): Mutation {
  return changeBody((body) => {
    const places: [AnyBody, string][] = []
    visit(body, (parent, name) => places.push([parent, name]))
    const place = places[at % places.length]
    if (place) change(...place)
  })
}

function changeObject(at: number, change: (object: object) => void): Mutation {
  return changeBody((body) => {
    const objects = [body]
    visit(body, (parent, name) => objects.push(parent[name]))
    const all = objects.filter((one) => typeof one === 'object' && one !== null)
    const object = all[at % all.length]
    if (object) change(object)
  })
}

function changeBody(change: (body: AnyBody) => void): Mutation {
  return (request) => {
    const body = parsed(request.body)
    if (body === undefined) return request
    change(body)
    return { ...request, body: JSON.stringify(body) }
  }
}

/** The JSON value of a body; undefined when it has none, or one too deep to be serialized. */
function parsed(body: Request['body'] = ''): AnyBody {
  const text = body.toString()
  try {
    return /(?:\[|\{"a":){1000}/.test(text) ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}

function visit(value: AnyBody, see: (parent: AnyBody, name: string) => void, depth = 0): void {
  if (typeof value !== 'object' || value === null || depth > 10) return
  for (const name of Object.keys(value)) {
    see(value, name)
    visit(value[name], see, depth + 1)
  }
}
