import { Ajv, type ValidateFunction } from 'ajv'
import { schemaIn } from '../../build/openapi/in-version.js'
import { components } from '../../src/components.js'
import type { ApiVersion } from '../../src/versions/api-version.js'

/** What was compiled, for all apps of a process: to do it for each answer takes longer than the answers themselves. */
const ajvs = new Map<ApiVersion, Ajv>()
const compiled = new Map<string, ValidateFunction>()

/** What of a value differs from a schema as it is in a version of the API; null when nothing does. */
export function differenceIn(version: ApiVersion, schema: object | boolean, value: unknown): string | null {
  const ajv = ajvs.get(version) ?? createAjv(version)
  ajvs.set(version, ajv)
  const name = `${version} ${JSON.stringify(schema)}`
  const validate = compiled.get(name) ?? ajv.compile(schemaIn(version, schema))
  compiled.set(name, validate)
  return validate(value) ? null : ajv.errorsText(validate.errors)
}

function createAjv(version: ApiVersion): Ajv {
  return new Ajv({
    strict: false,
    validateFormats: false,
    meta: false,
    validateSchema: false,
    schemas: components.map((schema) => schemaIn(version, schema)),
  })
}
