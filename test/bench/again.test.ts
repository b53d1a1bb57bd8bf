import t from 'tap'
import { measureAgain } from '../../bench/again.js'
import type { Measurement } from '../../bench/verdict.js'

/** Measures a and b each time, as listed. */
function measuring(...values: readonly (readonly [number, number])[]) {
  const left = [...values]
  const measure = async () => {
    const [a, b] = left.shift() as readonly [number, number]
    const measurements: Measurement[] = [
      { id: 'a', value: a },
      { id: 'b', value: b },
    ]
    return { measurements, details: [{ name: 'a', value: String(a) }] }
  }
  return { measure, left }
}

/** Everything above 5 is missed. */
function missedIn(measurements: readonly Measurement[]): string[] {
  return measurements.flatMap(({ id, value }) => (value !== null && value > 5 ? id : []))
}

t.test('what misses nothing is measured once', async (t) => {
  const { measure, left } = measuring([1, 2], [3, 4])
  const { measurements } = await measureAgain(measure, missedIn, () => t.fail('nothing to say'))
  t.strictSame(
    measurements.map(({ value }) => value),
    [1, 2],
  )
  t.equal(left.length, 1)
})

t.test('of what was missed the second time counts, better or not, and the rest stays', async (t) => {
  for (const second of [3, 7]) {
    const said: string[] = []
    const { measure } = measuring([9, 2], [second, 4])
    const { measurements, details } = await measureAgain(measure, missedIn, (text) => said.push(text))
    t.strictSame(
      measurements.map(({ value }) => value),
      [second, 2],
    )
    t.match(details, [{ value: String(second) }])
    t.strictSame(said, ['missed, and measured once more: a'])
  }
})
