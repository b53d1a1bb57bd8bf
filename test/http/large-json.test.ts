import fc from 'fast-check'
import t from 'tap'
import { type JsonLimits, LargeJsonError, parseSteps } from '../../src/http/large-json.js'
import { atOnce } from '../../src/lib/steps.js'

const wide: JsonLimits = { maxDepth: 1000, maxItems: 1e6, maxValues: 1e7, maxValueBytes: 1e6 }

function read(text: string | Buffer, limits: Partial<JsonLimits> = {}): unknown {
  return atOnce(parseSteps(Buffer.from(text as string), { ...wide, ...limits }))
}

/** Beyond which limit a text goes; null for one that is no JSON, undefined for one that is read. */
function refusalOf(text: string | Buffer, limits: Partial<JsonLimits> = {}) {
  try {
    read(text, limits)
    return undefined
  } catch (error) {
    if (error instanceof LargeJsonError) return error.limit
    throw error
  }
}

/** A text that is longer than what is read at once. */
const long = 'x"\\'.repeat(30_000)

t.test('whatever JSON.stringify writes is read, small and large', async (t) => {
  const inLarge = (value: unknown) => [
    value,
    [long, value, long, value],
    { [long]: value, a: [long, [long, value], value], b: { c: long, d: { e: long }, value } },
  ]
  fc.assert(
    fc.property(fc.jsonValue({ noUnicodeString: false } as object), (value) => {
      const clean = JSON.parse(
        JSON.stringify(value).replaceAll('__proto__', 'p').replaceAll('constructor', 'c'),
      )
      for (const one of inLarge(clean)) {
        t.strictSame(read(JSON.stringify(one)), one)
        t.strictSame(read(JSON.stringify(one, null, 2)), one)
      }
    }),
    { numRuns: 60 },
  )
})

t.test('a broken text is refused, wherever it is broken', async (t) => {
  const big = JSON.stringify([long, 1, long])
  const object = `{"a":${JSON.stringify(long)},"b":1,"c":${JSON.stringify(long)}}`
  for (const text of [
    ...['', ' ', '{', '[', ']', '}', '"a', '[1,]', '[1 2]', '{"a":1,}', '[}', '1 2', '1,2', 'nil', '[1]]'],
    ...[`${big},`, `[${big},]`, `[${big} 1]`, `[${big}${big}]`, `[1 ${big}]`, `[,${big}]`, `[${big},,1]`],
    ...[`{${big}}`, `{"a" ${big}}`, `{"a":${big} "b":${big}}`, `{"a":${big} "b":1}`, `{"a":1 "b":${big}}`],
    ...[`{"a":"b":${big}}`, `[${object},]`, `${object}x`, `x${object}`, `[${long}]`, `{"__proto__":${big}}`],
    ...[`{"a":1${big}}`, `{"a":-${big}}`, `{"a":{}${big}}`, `{${big}:1}`, `{"a""b":${big}}`],
    ...[big.replace('[', '{'), big.slice(0, -1), object.slice(0, -1), `${big}]`],
  ])
    t.equal(refusalOf(text), null, text.slice(0, 30))
  t.throws(() => read(Buffer.from([0x22, 0xff, 0x22])), /not valid JSON in UTF-8/)
  t.equal(refusalOf('{"a":{"__proto__":1}}'), null)
})

t.test('what goes beyond a limit is refused, and nothing below', async (t) => {
  const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)
  for (const [limit, value, within, beyond] of [
    ['maxDepth', 64, nested(64), nested(65)],
    ['maxDepth', 64, nested(64), '['.repeat(1e6)],
    ['maxItems', 3, '[1,2,3]', '[1,2,3,4]'],
    ['maxItems', 3, '{"a":1,"b":2,"c":3}', '{"a":1,"b":2,"c":3,"d":4}'],
    ['maxValues', 6, '[[1,2],[1,2]]', '[[1,2],[1,2],[]]'],
    ['maxValueBytes', 1000, JSON.stringify('a'.repeat(900)), JSON.stringify('a'.repeat(1100))],
    ['maxValueBytes', 200_000, `[${' '.repeat(9000)}1]`, `[${' '.repeat(300_000)}1]`],
    ['maxValueBytes', 200_000, '{"a":[1]}', `{"a"${' '.repeat(300_000)}:[${JSON.stringify(long)},1]}`],
  ] as const) {
    t.equal(refusalOf(within, { [limit]: value }), undefined, limit)
    t.equal(refusalOf(beyond, { [limit]: value }), limit, limit)
  }
})
