import fc from 'fast-check'
import { providerSlugs } from '../../src/providers/providers.js'
import { resolve, type Schema } from '../helpers/document.js'
import { strings } from './strings.js'

/** The URL of webhooks: a local port without a server. */
export const deadEnd = 'http://127.0.0.1:9/hooks'

const slugs = fc.constantFrom(...providerSlugs)
const durations = (...all: readonly (string | number)[]) => fc.constantFrom(...all)
const instants = fc.oneof(
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '2026-11-21T09:00:00Z',
      '2026-11-21t09:00:00.123456789z',
      '2028-02-29T23:59:59-23:59',
      '1972-06-30T00:00:00.5+05:30',
    ),
  },
  { weight: 3, arbitrary: serverInstants() },
)

/** Arbitraries of strings that match a pattern, by the pattern. */
const matching = new Map<string, fc.Arbitrary<string>>()

/** Instants in the format of this server. */
function serverInstants(): fc.Arbitrary<string> {
  return fc
    .date({
      min: new Date('1971-01-01T00:00:00Z'),
      max: new Date('8999-01-01T00:00:00Z'),
      noInvalidDate: true,
    })
    .map((date) => date.toISOString())
}

const days = fc.oneof(
  fc.constant('2028-02-29'),
  serverInstants().map((text) => text.slice(0, 10)),
)

/** Values of fields whose rules are in descriptions only, by the name of the field. */
const describedValues: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  redirectUrl: fc.constantFrom(
    'https://app.example/callback',
    'http://localhost:3000/',
    'https://app.example/back?a=1&b=%20#part',
    'http://[::1]:8080/x',
    `https://app.example/${'x'.repeat(2000)}`,
  ),
  url: fc.constantFrom(deadEnd, 'http://127.0.0.1:9/', 'http://localhost:9/a?b=c', 'https://127.0.0.1:9/'),
  allowedProviders: fc.option(fc.subarray([...providerSlugs])),
  allowed_providers: fc.constant(undefined),
  cursor: fc.constantFrom('cDE', 'cDI', 'cDk5'),
  wait: durations('0ms', '1ms', '500ms', '5s', '60s', '1m', '250'),
  delay: durations('0ms', '20ms', '1s', '5m', 20),
  by: durations('0s', '1ms', '31m', '24h', '400d', 0, 31),
  since: fc.oneof(fc.constant('jrn_9f3e5d7b2a10_7'), serverInstants()),
  now: instants,
  startDate: fc.constantFrom('2026-11-21', '2028-02-29', '1970-01-01', '9000-12-31'),
  provider: slugs,
  account_id: fc.constant('900000301'),
  // Faults of events and of decisions have a recipe of their own.
  event: fc.constant(undefined),
  decision: fc.constant(undefined),
  respond: fc.oneof(
    fc.record({ error: fc.constantFrom('session_expired', 'internal_error', 'shutting_down') }),
    fc.record({ status: fc.constantFrom(400, 404, 429, 503), delay: durations('0ms', '300s') }),
    fc.record({ drop: fc.constantFrom('before', 'after') }),
    fc.record({ first: fc.record({ advance: durations('1s', '31m') }), replyDelay: durations('0ms', '5m') }),
    fc.record({ first: fc.record({ session: fc.constantFrom('deny', 'expire') }) }),
    fc.record({ truncate: fc.integer({ min: 1, max: 1e9 }) }),
  ),
  header: fc.dictionary(fc.stringMatching(/^[a-zA-Z-]{1,12}$/), strings(0, 20), { maxKeys: 3 }),
}

/** Values that fit a schema of the document, and the rules in its descriptions. */
export function validValues(given: Schema, name = ''): fc.Arbitrary<unknown> {
  const known = Object.hasOwn(describedValues, name) ? describedValues[name] : undefined
  if (known !== undefined) return known
  const schema = resolve(given)
  if (schema.enum) return fc.constantFrom(...schema.enum)
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map((one: Schema) => validValues(one)))
  const types: readonly string[] = [schema.type].flat()
  return fc.oneof(...types.map((type) => ofType(type, schema)))
}

function ofType(type: string, schema: Schema): fc.Arbitrary<unknown> {
  if (type === 'null') return fc.constant(null)
  if (type === 'boolean') return fc.boolean()
  if (type === 'integer' || type === 'number') {
    const { minimum: min = -1000, maximum: max = 1_000_000 } = schema
    return type === 'integer' ? fc.integer({ min, max }) : fc.double({ min, max, noNaN: true })
  }
  if (type === 'array') {
    const { minItems = 0, maxItems = 3, items } = schema
    return fc.array(validValues(items), {
      minLength: minItems,
      maxLength: Math.max(minItems, Math.min(maxItems, 3)),
    })
  }
  return type === 'object' ? objects(schema) : stringsOf(schema)
}

function objects({ properties = {}, required = [], minProperties = 0, additionalProperties }: Schema) {
  if (typeof additionalProperties === 'object') {
    const keys = strings(1, 20).filter((key) => !['__proto__', 'constructor', 'prototype'].includes(key))
    return fc.dictionary(keys, validValues(additionalProperties), { maxKeys: 3 })
  }
  const members = Object.entries<Schema>(properties).map(([name, schema]) => [
    name,
    validValues(schema, name),
  ])
  const model: Record<string, fc.Arbitrary<unknown>> = Object.fromEntries(members)
  return fc
    .record(model, { requiredKeys: required })
    .map((value) => withoutUndefined(value))
    .filter((value) => Object.keys(value).length >= minProperties)
}

function stringsOf({ format, pattern, minLength = 0, maxLength = 1000 }: Schema): fc.Arbitrary<string> {
  if (pattern) {
    const known = matching.get(pattern) ?? fc.stringMatching(new RegExp(pattern, 'u'))
    matching.set(pattern, known)
    return known.filter((text) => text.length <= maxLength)
  }
  if (format === 'uuid') return fc.uuid()
  if (format === 'date-time') return instants
  if (format === 'date') return days
  if (format === 'uri') return fc.constantFrom(deadEnd, 'https://app.example/a?b=%20#c', 'http://[::1]:9/')
  return strings(minLength, maxLength)
}

function withoutUndefined(value: object): object {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined))
}
