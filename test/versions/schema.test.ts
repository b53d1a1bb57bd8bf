import { Type } from '@sinclair/typebox'
import t from 'tap'
import { schemaIn } from '../../build/openapi/in-version.js'
import { createSerializerCompiler, createValidatorCompiler } from '../../src/http/compilers.js'
import { byVersion } from '../../src/versions/schema.js'

const Row = Type.Object({
  id: byVersion((version) => (version === '2026-10' ? Type.String() : Type.Integer())),
})
const Answer = byVersion((version) =>
  version === '2026-10' ? Type.Array(Row) : Type.Object({ data: Type.Array(Row) }),
)
const route = { method: 'GET', url: '/' }

t.test('the description of a version shows the schema of that version alone', async (t) => {
  t.strictSame(schemaIn('2026-10', Answer), {
    type: 'array',
    items: { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] },
  })
  t.match(schemaIn('2026-07', Answer), {
    properties: { data: { items: { properties: { id: { type: 'integer' } } } } },
  })
})

t.test('an answer is written as it is, in any of the forms', async (t) => {
  const serialize = createSerializerCompiler([])({ ...route, schema: Answer })
  for (const value of [[{ id: 'a' }], [], { data: [{ id: 7 }] }])
    t.strictSame(JSON.parse(serialize(value)), value)
})

t.test('a call is checked by the most generous schema', async (t) => {
  const describe = (version: string) => Type.String({ maxLength: version === '2026-10' ? 2 : 4 })
  const schema = Type.Object({ state: byVersion(describe, describe('2026-07')) })
  const validate = createValidatorCompiler()({ ...route, httpPart: 'body', schema })
  t.equal(validate({ state: '1234' }), true)
  t.equal(validate({ state: '12345' }), false)
})
