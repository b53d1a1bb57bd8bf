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

interface Schema {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly format?: string
  readonly enum?: readonly unknown[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
}

interface Content {
  readonly $ref?: string
  readonly content?: { readonly 'application/json'?: { readonly schema: Schema } }
}

interface Parameter {
  readonly $ref?: string
  readonly in?: string
  readonly name?: string
  readonly required?: boolean
  readonly schema?: Schema
}

interface Described {
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: Content & { readonly required?: boolean }
  readonly responses: Readonly<Record<string, Content>>
}

/** The parts of OpenAPI 3.1 that openapi.yaml uses. */
export interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>
    readonly responses: Readonly<Record<string, Content>>
  }
}

/** What a document says of its operations under `/v1`. Throws at a construct that it does not know. */
export function readDescribed({ paths, components: { schemas, responses: named } }: Document): Operations {
  const under = Object.entries(paths).filter(([path]) => path.startsWith('/v1/'))
  const described = under.flatMap(([path, methods]) =>
    Object.entries(methods).map(
      ([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const,
    ),
  )
  return new Map(described.map(([spelling, operation]) => [keyOf(spelling), read(spelling, operation)]))

  function read(spelling: string, { parameters = [], requestBody, responses }: Described) {
    const answers = Object.entries(responses).map(
      ([status, response]) => [Number(status), answerOf(response)] as const,
    )
    const [status, answer] = answers.find(([status]) => status < 400) ?? [0, undefined]
    const query = parameters
      .filter((parameter) => parameter.in === 'query')
      .map(({ name = '', required = false, schema = {} }) => {
        return [name, { isRequired: required, shape: shapeOf(schema) }] as const
      })
    const body = requestBody && answerOf(requestBody)
    return {
      spelling,
      status,
      answer,
      others: new Map(answers.filter((answer) => answer[0] !== status)),
      query: new Map(query),
      body: body && { isRequired: requestBody.required ?? false, shape: body },
    }
  }

  function answerOf({ $ref, content }: Content): Shape | undefined {
    if ($ref !== undefined) return answerOf(named[$ref.replace('#/components/responses/', '')] ?? {})
    const schema = content?.['application/json']?.schema
    return schema && shapeOf(schema)
  }

  function membersOf({ properties = {}, required = [] }: Schema): Members {
    const members = Object.entries(properties).map(([name, schema]) => {
      return [name, { isRequired: required.includes(name), shape: shapeOf(schema) }] as const
    })
    return new Map(members)
  }

  function shapeOf(schema: Schema): Shape {
    if (schema.$ref !== undefined) {
      const name = schema.$ref.replace('#/components/schemas/', '')
      const target = schemas[name]
      if (!target) throw new Error(`No schema ${schema.$ref}`)
      return { ...shapeOf(target), name }
    }
    if (schema.anyOf) return anyOf(schema.anyOf)
    const types = [schema.type ?? []].flat()
    const [type = 'any', ...more] = types.filter((type) => type !== 'null')
    if (more.length > 0 || 'allOf' in schema || 'oneOf' in schema || 'const' in schema) {
      throw new Error(`Unknown keyword: ${JSON.stringify(schema)}`)
    }
    const shape = typed(type, schema)
    return types.includes('null') ? orNull(shape) : shape
  }

  function typed(type: string, schema: Schema): Shape {
    if (schema.enum) return enumOf(schema.enum.filter((value) => value !== null))
    if (type === 'array') return listOf(shapeOf(schema.items ?? {}))
    if (type === 'object') return ofKind('object', schema.properties ? { members: membersOf(schema) } : {})
    if (schema.format === 'date' || schema.format === 'date-time') return ofKind(schema.format)
    return ofKind(type)
  }

  function anyOf(schemas: readonly Schema[]): Shape {
    const variants = schemas.filter(({ type }) => type !== 'null').map(shapeOf)
    const [only] = variants
    const shape = only && variants.length === 1 ? only : unionOf(variants)
    return variants.length < schemas.length ? orNull(shape) : shape
  }
}
