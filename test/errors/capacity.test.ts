import t from 'tap'
import { failFull } from '../../src/errors/capacity.js'
import type { Bound } from '../../src/lib/bounds.js'

const bound: Bound = {
  what: 'things',
  per: 'webhook',
  maxItems: 3,
  maxSize: Number.MAX_SAFE_INTEGER,
  overflow: 'refuse',
  fix: 'Remove some.',
}

t.test('a refusal names what is full, its limit and what makes room', async (t) => {
  const cases: readonly [number, string][] = [
    [Number.MAX_SAFE_INTEGER, '3'],
    [2 * 1024 * 1024, '3 and 2 MiB'],
    [64 * 1024, '3 and 64 KiB'],
    [1000, '3 and 1000 bytes'],
  ]
  for (const [maxSize, limit] of cases) {
    t.throws(() => failFull({ ...bound, maxSize }), {
      code: 'capacity_exceeded',
      message: `There is no room for more things: a webhook has ${limit}.`,
      fix: 'Remove some.',
    })
  }
})
