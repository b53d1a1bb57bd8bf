import type { Operation, Parameter } from '../helpers/document.js'
import { pathOf, type Request, searchOf } from './request.js'

/** Why a request is not valid by the document; null for a valid one. An invalid request must never succeed. */
export function whyInvalid(operation: Operation, request: Request): string | null {
  return (
    ofKey(operation, request) ??
    ofPath(operation, request) ??
    ofQuery(operation, request) ??
    ofBody(operation, request)
  )
}

function ofKey({ needsNoKey, parameters }: Operation, { headers }: Request): string | null {
  const { authorization, 'x-api-key': apiKey, 'idempotency-key': repetition } = headers
  if (!needsNoKey && authorization === undefined && apiKey === undefined) return 'it has no key'
  const known = parameters.find(({ name }) => name === 'Idempotency-Key')
  return repetition === undefined || known === undefined ? null : known.check(repetition)
}

function ofPath({ path, parameters }: Operation, request: Request): string | null {
  const parts = pathOf(request).split('/')
  for (const [at, part] of path.split('/').entries()) {
    const parameter = parameters.find((one) => one.in === 'path' && part === `{${one.name}}`)
    const problem = parameter && checkString(parameter, decoded(parts[at] ?? ''))
    if (problem) return `${part} ${problem}`
  }
  return null
}

function ofQuery({ parameters }: Operation, request: Request): string | null {
  const search = searchOf(request)
  if (search.includes('#')) return null
  const known = parameters.filter((one) => one.in === 'query')
  const seen = new Set<string>()
  for (const [name, value] of new URLSearchParams(search)) {
    if (name === '' && value === '') continue
    const parameter = known.find((one) => one.name === name)
    if (parameter === undefined) return `it has no parameter ${name}`
    if (seen.has(name)) return `${name} is there twice`
    seen.add(name)
    const problem = checkString(parameter, value)
    if (problem) return `${name} ${problem}`
  }
  const missing = known.find((one) => 'required' in one && one.required && !seen.has(one.name))
  return missing ? `${missing.name} is missing` : null
}

function ofBody({ body: known }: Operation, { headers, body = '' }: Request): string | null {
  if (known === null) return null
  if (body.length === 0) return known.isRequired ? 'it has no body' : null
  if (!/^application\/(?:[\w.+-]+\+)?json *(?:;|$)/i.test(headers['content-type'] ?? ''))
    return 'its content type is another'
  try {
    return known.check(JSON.parse(body.toString().replace(/^\ufeff/, '')))
  } catch {
    return 'its body is no JSON'
  }
}

/** Checks a string of a URL against a schema, coerced to its type. */
function checkString({ schema, check }: Parameter, text: string): string | null {
  if (schema.type === 'integer') return check(/^-?\d+$/.test(text) ? Number(text) : text)
  if (schema.type === 'boolean') return check({ true: true, false: false, 1: true, 0: false }[text] ?? text)
  // An instant is also a day, as the descriptions say.
  if (schema.format === 'date' && /^\d{4}-\d\d-\d\dT/i.test(text)) return null
  return check(text)
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
