import t from 'tap'
import { retainedBytes } from '../../src/lib/retained-bytes.js'

t.test('the bytes of a value are about those that the heap has', async (t) => {
  for (const value of [null, undefined, 5, true]) t.equal(retainedBytes(value), 0)
  const text = retainedBytes('x'.repeat(1000))
  t.ok(text >= 1000 && text < 1050)
  t.ok(retainedBytes('é'.repeat(1000)) < 1050, 'a byte each in Latin-1')
  t.ok(retainedBytes(`${'x'.repeat(999)}…`) >= 2000, 'two beyond it')
  const object = retainedBytes({ a: ['x'.repeat(1000), { b: 'y'.repeat(1000) }], c: 1 })
  t.ok(object > 2000 && object < 2300)
})

t.test('it counts no further than it has to', async (t) => {
  const list = Array.from({ length: 1_000_000 }, () => 'x')
  t.ok(retainedBytes({ list }) > 20_000_000)
  t.ok(retainedBytes({ list, more: list }, 1000) < 1100)
})
