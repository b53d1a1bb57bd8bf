import { readdir, readFile } from 'node:fs/promises'
import { parse } from 'yaml'
import { type ApiVersion, apiVersions } from '../../src/versions/api-version.js'
import { rootUrl } from '../helpers/project.js'
import {
  enumOf,
  keyOf,
  listOf,
  type Members,
  type Operations,
  ofKind,
  orNull,
  type Shape,
  unionOf,
} from './shape.js'

/** An expression like `Listing[] | null`, or the members of an object; names of optional ones end with `?`. */
type Written = string | { readonly [name: string]: Written }

interface WrittenOperation {
  /** The status, and the schema if there is a body. */
  readonly answers: string | number
  readonly answer?: Written
  /** The statuses of errors that have the envelope. */
  readonly errors?: readonly number[]
  /** What else it answers, by status. */
  readonly other?: Readonly<Record<string, Written>>
  readonly query?: Readonly<Record<string, Written>>
  readonly body?: Written
  readonly 'body?'?: Written
}

interface WrittenFile {
  readonly operations?: Readonly<Record<string, WrittenOperation>>
  readonly schemas?: Readonly<Record<string, Written>>
}

const folder = new URL('test/openapi/published/', rootUrl)
const simple = ['string', 'date', 'date-time', 'integer', 'number', 'boolean', 'object', 'any']

/** What Repull publishes of what this server has. */
export interface Published {
  readonly operations: Operations
  /** A schema by its name. Throws for one that there is not. */
  readonly schema: (name: string) => Shape
}

/**
 * What a version publishes. `published/` has a folder for each version with what it changes of the one before: an entry
 * replaces the older one; one whose name ends with `+` adds to it or changes parts of it, and null removes.
 */
export async function readVersion(version: ApiVersion): Promise<Published> {
  const layers = apiVersions.slice(apiVersions.indexOf(version)).toReversed()
  let operations: Entries<WrittenOperation> = {}
  let schemas: Entries<Written> = {}
  for (const layer of layers) {
    for (const file of await readLayer(layer)) {
      operations = overlaid(operations, file.operations)
      schemas = overlaid(schemas, file.schemas)
    }
  }
  const read = Object.entries(operations).map(
    ([spelling, operation]) => [keyOf(spelling), readOperation(spelling, operation)] as const,
  )
  return { operations: new Map(read), schema: shapeOf }

  function readOperation(
    spelling: string,
    { answers, answer, errors = [], other = {}, query = {}, ...rest }: WrittenOperation,
  ) {
    const [status, name] = String(answers).split(' ')
    const shown = answer ?? name
    const body = rest.body ?? rest['body?']
    return {
      spelling,
      status: Number(status),
      answer: shown === undefined ? undefined : shapeOf(shown),
      others: new Map([
        ...errors.map((status) => [status, shapeOf('Error')] as const),
        ...Object.entries(other).map(([status, shape]) => [Number(status), shapeOf(shape)] as const),
      ]),
      query: membersOf(query),
      body: body === undefined ? undefined : { isRequired: rest.body !== undefined, shape: shapeOf(body) },
    }
  }

  function membersOf(written: Readonly<Record<string, Written>>): Members {
    const members = Object.entries(written).map(([name, value]) => {
      const isRequired = !name.endsWith('?')
      return [isRequired ? name : name.slice(0, -1), { isRequired, shape: shapeOf(value) }] as const
    })
    return new Map(members)
  }

  function shapeOf(written: Written): Shape {
    if (typeof written !== 'string') {
      return '*' in written ? ofKind('object') : ofKind('object', { members: membersOf(written) })
    }
    if (written.endsWith(' | null')) return orNull(shapeOf(written.slice(0, -7)))
    if (written.endsWith('[]')) return listOf(shapeOf(written.slice(0, -2)))
    const [, values] = /^enum\((.*)\)$/.exec(written) ?? []
    if (values !== undefined) return enumOf(values.split(', '))
    if (written.includes(' | ')) return unionOf(written.split(' | ').map(shapeOf))
    if (simple.includes(written)) return ofKind(written)
    const schema = schemas[written]
    if (schema === undefined) throw new Error(`published/ has no schema ${written}`)
    return { ...shapeOf(schema), name: written }
  }
}

type Entries<Entry> = Readonly<Record<string, Entry>>

/** The files of a version, in the order of their names. */
async function readLayer(version: ApiVersion): Promise<readonly WrittenFile[]> {
  const names = await readdir(new URL(`${version}/`, folder))
  return Promise.all(
    names.sort().map(async (name) => parse(await readFile(new URL(`${version}/${name}`, folder), 'utf8'))),
  )
}

/** Entries with those of a newer version over them. */
function overlaid<Entry>(older: Entries<Entry>, newer: Entries<Entry> = {}): Entries<Entry> {
  const result = new Map(Object.entries(older))
  for (const [written, value] of Object.entries(newer)) {
    const name = written.replace(/\+$/, '')
    if (written !== name && !result.has(name)) throw new Error(`published/ has nothing older for ${written}`)
    if (value === null) result.delete(name)
    else result.set(name, written === name ? value : (changed(result.get(name), value) as Entry))
  }
  return Object.fromEntries(result)
}

function changed(older: unknown, change: unknown): unknown {
  if (!isEntries(older) || !isEntries(change)) return change
  const result = new Map(Object.entries(older))
  for (const [name, value] of Object.entries(change)) {
    if (value === null) result.delete(name)
    else result.set(name, changed(result.get(name), value))
  }
  return Object.fromEntries(result)
}

function isEntries(value: unknown): value is Entries<unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
