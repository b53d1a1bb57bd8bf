import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { Ajv } from 'ajv'
import t from 'tap'
import { parse } from 'yaml'
import { schemaIn } from '../../build/openapi/in-version.js'
import { components } from '../../src/components.js'
import { type ErrorCode, statusOf } from '../../src/errors/catalogue.js'
import { ownVersion } from '../../src/http/policy.js'
import { apiVersions, descriptionName } from '../../src/versions/api-version.js'
import type { AnyBody } from '../helpers/answers.js'
import { root } from '../helpers/project.js'

const printer = `${root}.cache/tests/build/openapi/print.js`

/** The description of each version, with the version. */
const files = apiVersions.map((version) => ({ version, file: `${root}${descriptionName(version)}.yaml` }))

t.test('the description of each version is generated from the routes', async (t) => {
  for (const { version, file } of files) {
    const { stdout } = await promisify(execFile)(process.execPath, [...process.execArgv, printer, version], {
      maxBuffer: 2 ** 24,
    })
    t.ok(stdout === (await readFile(file, 'utf8')), `else: npm run openapi (${version})`)
    t.notMatch(stdout, 'x-versions')
  }
})

for (const { version, file } of files)
  t.test(
    `in ${version} every operation has an id of its own, its error codes, and examples that fit its schemas`,
    async (t) => {
      const document = parse(await readFile(file, 'utf8'))
      const ajv = new Ajv({
        strict: false,
        validateFormats: false,
        schemas: components.map((schema) => schemaIn(version, schema)),
      })
      const operations = Object.entries<AnyBody>(document.paths).flatMap(([path, methods]) =>
        Object.values<AnyBody>(methods).map((operation) => ({ ...operation, path })),
      )
      t.equal(new Set(operations.map(({ operationId }) => operationId)).size, operations.length)
      t.ok(operations.length > 70)
      for (const { operationId, path, responses, requestBody } of operations) {
        const [status] = Object.keys(responses)
        const { content, description } = responses[status as string]
        for (const { schema, example } of Object.values<AnyBody>(content ?? {}))
          t.ok(fits(ajv, schema, example), `${operationId} has an example of its answer`)
        t.ok(content || /no body\.$/i.test(description), `${operationId} has an answer`)
        const body = requestBody?.content['application/json']
        if (body) t.ok(fits(ajv, body.schema, body.example), `${operationId} has an example of its body`)
        const errors = Object.entries<AnyBody>(responses).filter(([status]) => status >= '400')
        t.ok(errors.length > 3, `${operationId} names its errors`)
        for (const [status, response] of errors) {
          // One that is no reference has a shape of its own, too.
          const name = response.$ref?.replace('#/components/responses/', '')
          const { description, content } = name ? document.components.responses[name] : response
          const codes = Object.keys(content['application/json'].examples) as ErrorCode[]
          const listed = codes.map((code) => `\`${code}\``).join(', ')
          t.equal(name ? description : description.slice(-listed.length - 1), name ? listed : `${listed}.`)
          t.equal(name ?? codes.join('.'), codes.join('.'))
          for (const code of codes) {
            const called = path.startsWith('/_mock') ? ownVersion : version
            // Published with another status for this path alone.
            const isOther = code === 'no_connection' && path.endsWith('/write-policy')
            const wanted = isOther ? 404 : statusOf(code, called)
            t.equal(wanted, Number(status), `${operationId} ${code}`)
            t.equal(document.components.examples[code].value.error.code, code)
          }
        }
      }
    },
  )

t.test('a call that may name a session instead takes a key, so that generated clients send it', async (t) => {
  for (const { file } of files) {
    const { paths } = parse(await readFile(file, 'utf8'))
    for (const path of ['/v1/connections/{id}/units', '/v1/connections/{id}/listing-options'])
      t.strictSame(paths[path].get.security, [{}, { bearerAuth: [] }, { apiKeyHeader: [] }], path)
    t.strictSame(paths['/v1/connect/booking/rooms'].get.security, [], 'which always needs its session')
  }
})

t.test('no operation has two names that a client generator maps to one', async (t) => {
  const document = parse(await readFile(`${root}openapi.yaml`, 'utf8'))
  for (const { operationId, requestBody } of Object.values<AnyBody>(document.paths).flatMap((path) =>
    Object.values<AnyBody>(path),
  )) {
    const names = namesWithin(requestBody?.content['application/json']?.schema)
    t.strictSame(names, [...new Map(names.map((name) => [normalize(name), name])).values()], operationId)
  }
})

/** The names of all fields in a schema, each with its path. */
function namesWithin(schema: AnyBody, within = ''): readonly string[] {
  if (typeof schema !== 'object' || schema === null) return []
  const own = Object.entries<AnyBody>(schema.properties ?? {})
  return [
    ...own.flatMap(([name, one]) => [`${within}.${name}`, ...namesWithin(one, `${within}.${name}`)]),
    ...namesWithin(schema.items, `${within}[]`),
  ]
}

function normalize(name: string): string {
  return name.toLowerCase().replace(/[_-]/g, '')
}

function fits(ajv: Ajv, schema: object, example: unknown): boolean {
  const local = JSON.parse(JSON.stringify(schema).replaceAll('#/components/schemas/', ''))
  return example !== undefined && ajv.validate(local, example)
}
