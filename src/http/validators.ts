import { Ajv, type Options, type ValidateFunction } from 'ajv'
import type { FastifySchemaCompiler } from 'fastify'
import { parseDay, parseInstant } from '../clock.js'
import { isUuid } from '../ids.js'

type Check = ReturnType<FastifySchemaCompiler<object>>

const options: Options = {
  verbose: true,
  strict: true,
  strictTypes: false,
  formats: {
    uri: isHttpUrl,
    uuid: isUuid,
    'date-time': (text: string) => parseInstant(text) !== undefined,
    date: (text: string) => parseDay(text) !== undefined,
  },
}

/**
 * Compiles what requests are checked with, each when it is first needed: bodies as they are, queries and paths with texts
 * turned into what the schema wants, also `1` and `0` into booleans because a published SDK sends them.
 */
export function createValidatorCompiler(): FastifySchemaCompiler<object> {
  const strict = new Ajv(options)
  const coercing = new Ajv({ ...options, coerceTypes: true })
  return ({ schema, httpPart }) => {
    const ajv = httpPart === 'body' ? strict : coercing
    const booleans = httpPart === 'body' ? [] : booleansOf(schema)
    let validate: ValidateFunction | undefined
    const check: Check = (data) => {
      validate ??= ajv.compile(schema)
      takeBits(data, booleans)
      const isValid = validate(data)
      check.errors = validate.errors ?? null
      return isValid
    }
    return check
  }
}

function booleansOf(schema: object): readonly string[] {
  const { properties } = schema as { properties: Record<string, { type?: string }> }
  return Object.keys(properties).filter((name) => properties[name]?.type === 'boolean')
}

/** Reads `1` and `0` as booleans, which Ajv does only where they are numbers already. */
function takeBits(data: Record<string, unknown>, booleans: readonly string[]): void {
  for (const name of booleans) {
    if (data[name] === '1' || data[name] === '0') data[name] = data[name] === '1'
  }
}

/**
 * Whether a text is an absolute http or https URL that a browser would go to. Its host has the signs of a host alone,
 * because the origin goes into a policy of the pages.
 */
function isHttpUrl(text: string): boolean {
  if (!/^https?:\/\/[^\s\\]+$/i.test(text) || !URL.canParse(text)) return false
  return /^(?:\[[0-9a-f:.]+\]|[\w.-]+)$/i.test(new URL(text).hostname)
}
