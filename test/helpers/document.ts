import { readFileSync } from 'node:fs'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { parse } from 'yaml'
import { ownVersion } from '../../src/http/policy.js'
import { anyCaseKeyword } from '../../src/lib/schema.js'
import { reservedWords } from '../../src/providers/lookup.js'
import {
  type ApiVersion,
  apiVersions,
  descriptionName,
  newestVersion,
} from '../../src/versions/api-version.js'
import type { AnyBody } from './answers.js'
import { rootUrl } from './project.js'

/** A schema of openapi.yaml, as it stands there. */
export type Schema = Readonly<Record<string, AnyBody>>

/** Says why a value does not fit a schema; null when it does. */
export type Check = (value: unknown) => string | null

/** A parameter of an operation, in its query, its path or its head. */
export interface Parameter {
  readonly name: string
  readonly in: 'query' | 'path' | 'header'
  readonly schema: Schema
  readonly check: Check
}

/** An answer that an operation declares. */
interface Declared {
  /** Its content types without parameters, as the document lists them; none where it has no body. */
  readonly types: readonly string[]
  /** The error codes that it lists. */
  readonly codes: readonly string[]
  /** For a body of the first type. */
  readonly check: Check | null
  readonly headers: ReadonlyMap<string, Check>
}

/** An operation of openapi.yaml. */
export interface Operation {
  readonly id: string
  readonly method: string
  readonly path: string
  readonly parameters: readonly Parameter[]
  readonly body: { readonly schema: Schema; readonly isRequired: boolean; readonly check: Check } | null
  readonly answers: ReadonlyMap<number, Declared>
  readonly isControl: boolean
  /** Whether a call without any key is an allowed one. */
  readonly needsNoKey: boolean
}

/** The committed descriptions by version. */
const documents: Readonly<Record<string, AnyBody>> = Object.fromEntries(
  apiVersions.map((version) => {
    return [version, parse(readFileSync(new URL(`${descriptionName(version)}.yaml`, rootUrl), 'utf8'))]
  }),
)

/** As the standards say, and not as the server reads them. */
const formats = {
  uri: (text: string) => /^[a-z][a-z\d+.-]*:[^\s]+$/i.test(text) && URL.canParse(text),
  uuid: /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i,
  date: (text: string) => /^\d{4}-\d\d-\d\d$/.test(text) && isDay(text),
  'date-time': (text: string) =>
    /^\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/i.test(
      text,
    ) && isDay(text.slice(0, 10)),
  email: /^[^@\s]+@[^@\s]+$/,
}

const ajv = new Ajv2020({ strict: true, strictTypes: false, allErrors: false, formats })
ajv.addVocabulary([...Object.keys(documents[newestVersion]), anyCaseKeyword])
for (const version of apiVersions)
  ajv.addSchema({ ...documents[version], $id: version }, version, false, false)

const compiled = new Map<string, ValidateFunction>()

/** Every operation by version. */
const byVersion = new Map(
  apiVersions.map((version) => {
    const paths = Object.entries<AnyBody>(documents[version].paths)
    return [
      version,
      paths.flatMap(([path, item]) => Object.keys(item).map((method) => operationOf(version, path, method))),
    ]
  }),
)

/** Every operation of the newest version. */
export const operations = byVersion.get(newestVersion) as readonly Operation[]

/** The same operation in another version; undefined where that does not have it. */
export function operationIn(version: ApiVersion, { id }: Operation): Operation | undefined {
  return byVersion.get(version)?.find((one) => one.id === id)
}

/**
 * The version of an answer: that of the call as far as its headers say.
 *
 * @param otherwise the version of the server, where the workspace has no other one.
 */
export function versionOfAnswer(
  path: string,
  headers: Readonly<Record<string, string | undefined>>,
  otherwise: ApiVersion = newestVersion,
): ApiVersion {
  if (path.startsWith('/_mock')) return ownVersion
  const applied = headers['preference-applied'] ?? ''
  return apiVersions.find((version) => applied.includes(`api-version=${version}`)) ?? otherwise
}

/** The operation with this id. */
export function operationCalled(id: string): Operation {
  return operations.find((one) => one.id === id) as Operation
}

/** The operation that a method and a path lead to; words of its own win over parameters. */
export function operationAt(method: string, path: string): Operation | undefined {
  const parts = path.replace(/(?<=.)\/$/, '').split('/')
  const fitting = operations.filter((one) => one.method === method && fits(one.path.split('/'), parts))
  return fitting.sort((one, other) => one.path.split('{').length - other.path.split('{').length)[0]
}

/** The path of an operation with values in the place of its parameters. */
export function fill({ path }: Pick<Operation, 'path'>, values: Readonly<Record<string, string>>): string {
  return path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(values[name] ?? 'none'))
}

/** What a reference of the document points at; the schema itself where it is none. */
export function resolve(schema: Schema): Schema {
  return schema.$ref === undefined ? schema : resolve(at([newestVersion, ...schema.$ref.slice(2).split('/')]))
}

function operationOf(version: ApiVersion, path: string, method: string): Operation {
  const placeOf = (ref: string | undefined) => ref && [version, ...ref.slice(2).split('/')]
  const place = [version, 'paths', path, method]
  const { operationId, parameters = [], requestBody, responses, security } = at(place)
  return {
    id: operationId,
    method: method.toUpperCase(),
    path,
    parameters: parameters.map((one: AnyBody, index: number) => {
      const where = placeOf(one.$ref) || [...place, 'parameters', String(index)]
      return { ...at(where), check: compile([...where, 'schema']) }
    }),
    body: requestBody
      ? {
          schema: requestBody.content['application/json'].schema,
          isRequired: requestBody.required,
          check: compile([...place, 'requestBody', 'content', 'application/json', 'schema']),
        }
      : null,
    answers: new Map(
      Object.entries<AnyBody>(responses).map(([status, { $ref }]) => [
        Number(status),
        declaredAt(placeOf($ref) || [...place, 'responses', status]),
      ]),
    ),
    isControl: path.startsWith('/_mock'),
    needsNoKey: security.length === 0 || security.some((one: object) => Object.keys(one).length === 0),
  }
}

function declaredAt(place: readonly string[]): Declared {
  const { content, headers = {} } = at(place)
  const types = Object.keys(content ?? {})
  const [type = null] = types
  return {
    types,
    codes: Object.keys((type !== null && content[type].examples) || {}),
    check: type === null ? null : compile([...place, 'content', type, 'schema']),
    headers: new Map(
      Object.entries<AnyBody>(headers).map(([name, { $ref }]) => [
        name.toLowerCase(),
        compile([
          ...($ref ? [place[0] as string, ...$ref.slice(2).split('/')] : [...place, 'headers', name]),
          'schema',
        ]),
      ]),
    ),
  }
}

function at(place: readonly string[]): AnyBody {
  return place.reduce<AnyBody>((node, name) => node[name], documents)
}

/** Compiles what stands somewhere, when it is first needed; what stands there twice, once. */
function compile(place: readonly string[]): Check {
  const text = JSON.stringify(at(place)).replaceAll('"#/', `"${place[0]}#/`)
  return (value) => {
    const validate = compiled.get(text) ?? ajv.compile(JSON.parse(text))
    compiled.set(text, validate)
    return validate(value) ? null : ajv.errorsText(validate.errors)
  }
}

function fits(pattern: readonly string[], parts: readonly string[]): boolean {
  return (
    pattern.length === parts.length &&
    pattern.every((part, at) => (part.startsWith('{') ? isValue(part, parts[at] ?? '') : part === parts[at]))
  )
}

/** A word with routes of its own is never taken for a provider. */
function isValue(parameter: string, part: string): boolean {
  return part !== '' && !(parameter === '{provider}' && reservedWords.has(part))
}

function isDay(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
}
