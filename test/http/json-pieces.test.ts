import fc from 'fast-check'
import t from 'tap'
import { jsonSteps } from '../../src/http/json-pieces.js'
import { atOnce } from '../../src/lib/steps.js'

const written = (value: unknown, depth: number) => Buffer.concat(atOnce(jsonSteps(value, depth))).toString()

t.test('the pieces are what JSON.stringify writes, however deep they go', async (t) => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.nat(4), (value, depth) => {
      t.equal(written(value, depth), JSON.stringify(value))
      t.equal(written({ a: value, b: [value] }, depth), JSON.stringify({ a: value, b: [value] }))
    }),
    { numRuns: 100 },
  )
})

t.test('members without a value are left out, wherever they stand', async (t) => {
  for (let depth = 0; depth < 4; depth++)
    t.equal(
      written({ a: undefined, b: { c: 1, d: undefined }, e: [{ f: undefined }] }, depth),
      '{"b":{"c":1},"e":[{}]}',
    )
})
