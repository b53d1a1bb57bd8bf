import type { ErrorObject } from 'ajv'
import { ApiError } from '../errors/api-error.js'
import { nearest } from '../errors/nearest.js'
import { showable } from '../errors/showable.js'

/** Fields whose values no answer repeats. */
const secretField = /secret|password|token|key|username|credentials|clientid|accountid/i

/**
 * Turns what a schema found wrong into an error that names the field, the value and the remedy.
 *
 * @param errors of an Ajv in verbose mode; the first one counts.
 */
export function fieldError(
  code: 'invalid_body' | 'invalid_params',
  errors: readonly unknown[] | null | undefined,
): ApiError {
  const error = errors?.[0] as ErrorObject
  const field = fieldOf(error)
  const what = field === '' ? 'the body' : field
  const isSecret = secretField.test(field)
  const { problem, remedy, validValues } = explain(error, what)
  const meant = error.keyword === 'required' ? nearestGiven(error) : undefined
  const isShown = error.keyword !== 'required' && field !== '' && !isSecret && !isComposite(error.data)
  return new ApiError(code, {
    message: `${field === '' ? 'The body' : field} ${problem}${isShown ? `; it is ${showable(JSON.stringify(error.data))}` : ''}.`,
    fix: meant === undefined ? remedy : `${remedy} The body has ${showable(meant)}; rename it.`,
    ...(field !== '' && { field }),
    ...(isShown && { value_received: typeof error.data === 'string' ? showable(error.data) : error.data }),
    ...(validValues && { valid_values: validValues }),
    ...(meant !== undefined && { did_you_mean: field }),
  })
}

/** @example fieldOf({ instancePath: '/mappings/0', keyword: 'required', … }) // 'mappings[0].roomId' */
function fieldOf({ instancePath, keyword, params }: ErrorObject): string {
  const parts = instancePath
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
  if (keyword === 'required') parts.push(params.missingProperty)
  return showable(
    parts.map((part, at) => (/^\d+$/.test(part) ? `[${part}]` : at === 0 ? part : `.${part}`)).join(''),
  )
}

function nearestGiven({ parentSchema, params, data }: ErrorObject): string | undefined {
  const known = Object.keys((parentSchema as { properties: object }).properties)
  const unknown = Object.keys(data as object).filter((name) => !known.includes(name))
  return nearest(params.missingProperty, unknown)
}

function explain({ keyword, params, schema, parentSchema }: ErrorObject, what: string) {
  switch (keyword) {
    case 'required':
      return { problem: 'is missing', remedy: `Send ${what}.` }
    case 'enum': {
      const validValues = (schema as unknown[]).filter((value) => value !== null).map(String)
      return {
        problem: 'has a value that it can not have',
        remedy: `Use one of ${validValues.join(', ')}.`,
        validValues,
      }
    }
    case 'type': {
      const types = [schema].flat().map((type) => typeNames[type as string] ?? String(type))
      const validValues = (parentSchema?.enum as string[] | undefined)?.filter((value) => value !== null)
      const remedy = validValues
        ? `Use one of ${validValues.join(', ')}.`
        : `Send ${what} as ${types.join(' or ')}.`
      return { problem: `must be ${types.join(' or ')}`, remedy, validValues }
    }
    case 'format':
      return {
        problem: 'must be an absolute http or https URL',
        remedy: 'Send a URL like https://app.example/callback.',
      }
    case 'pattern':
      return {
        problem: 'is not of the right form',
        remedy: `Send ${what} in this form: ${parentSchema?.description}`,
      }
    default: {
      const limits: Record<string, string> = {
        maxLength: 'characters at most',
        minLength: 'characters at least',
        maxItems: 'items at most',
        minItems: 'items at least',
        maximum: 'at most',
        minimum: 'at least',
      }
      const bound = `${params.limit} ${limits[keyword]}`
      return { problem: `is out of bounds (${bound})`, remedy: `Keep ${what} within ${bound}.` }
    }
  }
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'a text',
  object: 'a JSON object',
  array: 'a list',
  integer: 'a whole number',
  boolean: 'true or false',
}

/** Objects and lists may hold secrets, so no answer repeats them. */
function isComposite(value: unknown): boolean {
  return typeof value === 'object' && value !== null
}
