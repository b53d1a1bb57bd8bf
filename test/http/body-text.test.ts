import t from 'tap'
import { bodyText } from '../../src/http/idempotent-calls.js'

t.test('bodies that say the same have one text, whatever the order of their fields', async (t) => {
  t.equal(bodyText({ a: 1, b: { c: [1, null], d: 'x' } }), bodyText({ b: { d: 'x', c: [1, null] }, a: 1 }))
})

t.test('bodies that differ have texts that differ', async (t) => {
  const bodies = [
    undefined,
    null,
    0,
    '',
    '0',
    'null',
    '[0]',
    [],
    {},
    [[]],
    [{}],
    [[], []],
    [1, 2],
    [2, 1],
    ['1', 2],
    ['1,2'],
    [[1], 2],
    [1, [2]],
    { a: 1 },
    { a: '1' },
    { b: 1 },
    { a: 1, b: 2 },
    { a: 2, b: 1 },
    { 'a,1': 2 },
    { a: { b: 1 } },
    { a: [1] },
    { a: [] },
    { a: {} },
  ]
  t.equal(new Set(bodies.map(bodyText)).size, bodies.length)
})

t.test('a body that is nested as deep as a body can be has a text too', async (t) => {
  const deep = (sign: string) => JSON.parse(`${'['.repeat(200_000)}${sign}${']'.repeat(200_000)}`)
  t.not(bodyText(deep('1')), bodyText(deep('2')))
})
