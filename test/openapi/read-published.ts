import { readdir, readFile } from 'node:fs/promises'
import { parse } from 'yaml'
import type { ApiVersion } from '../../src/versions/api-version.js'
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
  readonly errors?: readonly number[]
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

/** The operations of 2026-07 that this server has, from `published/*.yaml`. */
export async function readPublished(): Promise<Operations> {
  return (await readVersion('2026-07')).operations
}

/** What a version publishes: for 2026-10, `published-2026-10.yaml` counts before what 2026-07 has. */
export async function readVersion(version: ApiVersion): Promise<Published> {
  const names = (await readdir(folder)).map((name) => new URL(name, folder))
  if (version === '2026-10') names.push(new URL('../published-2026-10.yaml', folder))
  const files: WrittenFile[] = await Promise.all(
    names.map(async (name) => parse(await readFile(name, 'utf8'))),
  )
  const schemas = new Map(files.flatMap(({ schemas = {} }) => Object.entries(schemas)))
  const written = files.flatMap(({ operations = {} }) => Object.entries(operations))
  const operations = written.map(
    ([spelling, operation]) => [keyOf(spelling), read(spelling, operation)] as const,
  )
  return { operations: new Map(operations), schema: shapeOf }

  function read(spelling: string, { answers, answer, errors = [], query = {}, ...rest }: WrittenOperation) {
    const [status, name] = String(answers).split(' ')
    const shown = answer ?? name
    const body = rest.body ?? rest['body?']
    return {
      spelling,
      status: Number(status),
      answer: shown === undefined ? undefined : shapeOf(shown),
      others: new Map(errors.map((status) => [status, shapeOf('Error')])),
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
    const schema = schemas.get(written)
    if (schema === undefined) throw new Error(`published/ has no schema ${written}`)
    return { ...shapeOf(schema), name: written }
  }
}
