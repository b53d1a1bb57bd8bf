import fc from 'fast-check'

/** Strings that break careless code. */
export const hostileStrings = [
  '',
  ' ',
  'null',
  'undefined',
  '[object Object]',
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  '0',
  '-1',
  '1e400',
  '0x10',
  'true',
  '\u0000',
  'a\u0000b',
  '\ud800',
  '\udc00\ud800',
  '\u202eRTL \u0627\u0644\u0639\u0631\u0628\u064a\u0629',
  'e\u0301\u0327\u0489',
  '👩‍👩‍👧‍👦',
  '\ufeff',
  '\u2028',
  '\r\nX-Injected: 1',
  '<script>alert(1)</script>',
  '"><img src=x>',
  "' OR 1=1 --",
  '{{7*7}}',
  '../../../etc/passwd',
  'sk_test_other',
  'cs_00000000000000000000000000',
  'flt_1',
  'invalid',
  'unavailable',
  'slow',
  '123412',
  '123425',
  '123502',
  '123503',
  'x'.repeat(300),
  'é'.repeat(5000),
  'x'.repeat(70_000),
] as const

/** Values of every type, which are wrong in most places. */
export const hostileValues: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  1e308,
  Number.MAX_SAFE_INTEGER + 1,
  [],
  {},
  [[]],
  [null],
  { a: 1 },
  { toString: 1, hasOwnProperty: null, length: -1 },
  JSON.parse('{"then": "x", "toJSON": "x"}'),
  nested(400, (within) => [within]),
  nested(400, (within) => ({ a: within })),
  ...hostileStrings,
]

const plainStrings = fc.string({ maxLength: 40, unit: 'grapheme-ascii' })
const binaryStrings = fc.string({ maxLength: 40, unit: 'binary' })

/** Plain, binary and hostile strings, of a length in characters. */
export function strings(minLength = 0, maxLength = 40): fc.Arbitrary<string> {
  const isFitting = (text: string) => [...text].length >= minLength && [...text].length <= maxLength
  return fc
    .oneof(
      { weight: 3, arbitrary: plainStrings },
      { weight: 1, arbitrary: binaryStrings },
      { weight: 2, arbitrary: fc.constantFrom(...hostileStrings.filter(isFitting), 'x'.repeat(minLength)) },
    )
    .map((text) => (isFitting(text) ? text : 'x'.repeat(minLength)))
}

function nested(depth: number, wrap: (within: unknown) => unknown): unknown {
  let value: unknown = null
  for (let at = 0; at < depth; at++) value = wrap(value)
  return value
}
