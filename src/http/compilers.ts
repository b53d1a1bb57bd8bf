import { Ajv, type Options, type ValidateFunction } from 'ajv'
import fastJsonStringify from 'fast-json-stringify'
import type { FastifySchemaCompiler, FastifySerializerCompiler } from 'fastify'
import { parseDay, parseInstant } from '../lib/clock.js'
import { isUuid } from '../lib/ids.js'
import { URL } from '../lib/node-globals.js'
import { anyCaseKeyword } from '../lib/schema.js'
import { versionsKeyword } from '../versions/schema.js'

type Check = ReturnType<FastifySchemaCompiler<object>>

const options: Options = {
  verbose: true,
  strict: true,
  // The schemas are our own; to compile what checks them would hold up the first call.
  meta: false,
  validateSchema: false,
  strictTypes: false,
  keywords: [versionsKeyword, anyCaseKeyword],
  formats: {
    uri: isHttpUrl,
    uuid: isUuid,
    'date-time': (text: string) => parseInstant(text) !== undefined,
    date: (text: string) => parseDay(text) !== undefined,
  },
}

/**
 * Compiles what requests are checked with, each when it is first needed: bodies as they are, queries and paths with texts
 * read as what the schema wants, also `1` and `0` as booleans because a published SDK sends them. A text that only a
 * generous reader takes for a number, like a blank or 0x10, stays a text and is refused.
 */
export function createValidatorCompiler(): FastifySchemaCompiler<object> {
  let ajv: Ajv | undefined
  return ({ schema, httpPart }) => {
    const read = httpPart === 'body' ? () => {} : createReader(schema)
    let validate: ValidateFunction | undefined
    const check: Check = (data) => {
      ajv ??= new Ajv(options)
      validate ??= ajv.compile(schema)
      read(data)
      const isValid = validate(data)
      check.errors = validate.errors ?? null
      return isValid
    }
    return check
  }
}

const booleans: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
])

/** What a text says, as a schema of that type wants it; the text itself when it says no such thing. */
const readers: Readonly<Record<string, (text: string) => unknown>> = {
  boolean: (text) => booleans.get(text) ?? text,
  integer: (text) => (/^-?(?:0|[1-9]\d*)$/.test(text) ? Number(text) : text),
}

const lowerCase = (text: string) => text.toLowerCase()

/** Reads the texts of a query or a path in their place. */
function createReader(schema: object): (data: Record<string, unknown>) => void {
  const { properties } = schema as { properties: Record<string, { type?: string; [anyCaseKeyword]?: true }> }
  const wanted = Object.entries(properties).flatMap(([name, { type = '', [anyCaseKeyword]: isAnyCase }]) => {
    const read = isAnyCase ? lowerCase : readers[type]
    return read ? [{ name, read }] : []
  })
  return (data) => {
    for (const { name, read } of wanted) {
      const text = data[name]
      if (typeof text === 'string') data[name] = read(text)
    }
  }
}

/** The usual form, with a host of letters alone, for which the URL parser is not needed. */
const usualUrl = /^https?:\/\/(?:[a-z]+\.)*[a-z]+(?::\d{1,4})?(?:[/?#][^\s\\\p{Cc}]*)?$/u

/** A host and perhaps a port, no user name or password, then neither blanks nor control characters. */
const anyUrl = /^https?:\/\/[^\s\\/?#@]+(?:[/?#][^\s\\\p{Cc}]*)?$/iu

/**
 * Whether a text is an absolute http or https URL that a browser would go to. Its host has the characters of a host alone,
 * because the origin goes into a policy of the pages.
 */
function isHttpUrl(text: string): boolean {
  if (usualUrl.test(text)) return true
  if (!anyUrl.test(text) || !URL.canParse(text)) return false
  return /^(?:\[[0-9a-f:.]+\]|[\w.-]+)$/i.test(new URL(text).hostname)
}

type Serialize = ReturnType<FastifySerializerCompiler<object>>
type Component = { readonly $id?: string }

/**
 * Compiles how answers are written when the first one is, and once for all routes that share a schema.
 *
 * @param components the schemas that others refer to by their `$id`.
 */
export function createSerializerCompiler(
  components: readonly Component[],
): FastifySerializerCompiler<object> {
  const byText = new Map<string, Serialize>()
  return ({ schema: ofAnswer }) => {
    const text = JSON.stringify(ofAnswer)
    const known = byText.get(text)
    if (known !== undefined) return known
    const serialize = onFirstUse(() => {
      const needed = referredTo(text, components)
      const schema = Object.fromEntries(needed.map((component) => [component.$id, withoutFormats(component)]))
      return fastJsonStringify(withoutFormats(ofAnswer), { schema })
    })
    byText.set(text, serialize)
    return serialize
  }
}

/** Formats are not needed in answers, which this server makes: their members say which of two shapes they have. */
function withoutFormats<Schema extends object>(schema: Schema): Schema {
  return JSON.parse(
    JSON.stringify(schema, (name, value) =>
      name === 'format' && typeof value === 'string' ? undefined : value,
    ),
  )
}

/** The components that a schema refers to, directly or not. To compile all of them would take longer. */
function referredTo(schema: string, components: readonly Component[]): readonly Component[] {
  const found = new Set<Component>()
  const look = (text: string) => {
    for (const component of components) {
      if (found.has(component) || !text.includes(`"${component.$id}#"`)) continue
      found.add(component)
      look(JSON.stringify(component))
    }
  }
  look(schema)
  return [...found]
}

function onFirstUse(compile: () => Serialize): Serialize {
  let compiled: Serialize | undefined
  return (data) => {
    compiled ??= compile()
    return compiled(data)
  }
}
