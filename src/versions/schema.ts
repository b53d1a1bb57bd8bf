import { type Static, type TSchema, Type } from '@sinclair/typebox'
import { type ApiVersion, apiVersions } from './api-version.js'

/** The keyword that holds what the description of each version shows. Ajv must know it. */
export const versionsKeyword = 'x-versions'

/**
 * A schema that differs between versions of the API. The description of a version shows what `describe` makes for it.
 *
 * @param taken what calls of all versions are checked and answers written with: by default any of the schemas. For a field of
 * a body, pass the most generous one, and let the handler judge the rest: it knows the version.
 * @example byVersion((version) => (inVersion(version, 'pages') === 'bare array' ? Type.Array(Row) : ref(RowPage)))
 */
export function byVersion<T extends TSchema>(describe: (version: ApiVersion) => T, taken?: T) {
  const described = Object.fromEntries(apiVersions.map((version) => [version, describe(version)]))
  const base = taken ?? { anyOf: Object.values(described) }
  return Type.Unsafe<Static<T>>({ ...base, [versionsKeyword]: described })
}

/** An example that differs between versions of the API. The description of a version shows what `make` makes for it. */
export function exampleByVersion(make: (version: ApiVersion) => unknown): unknown {
  return { [versionsKeyword]: Object.fromEntries(apiVersions.map((version) => [version, make(version)])) }
}
