import { Type } from '@sinclair/typebox'
import { oneOf } from '../lib/schema.js'
import { apiVersions } from '../versions/api-version.js'

const fields = { version: oneOf(apiVersions, { description: 'A version of the API.' }) }

export const ApiVersionReading = Type.Object(fields, { $id: 'MockApiVersion', additionalProperties: false })

export const ApiVersionBody = Type.Object(fields, { additionalProperties: false })
