import type { ApiVersion } from '../../src/versions/api-version.js'
import { versionsKeyword } from '../../src/versions/schema.js'

/** A schema, or a document with schemas, as it is for a version of the API: a copy without the keyword of versions. */
export function schemaIn<T>(version: ApiVersion, schema: T): T {
  return JSON.parse(JSON.stringify(schema), (_name, value) => value?.[versionsKeyword]?.[version] ?? value)
}
