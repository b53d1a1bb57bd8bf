import * as fc from 'fast-check'
import t from 'tap'
import { PositionOrder } from '../../src/storage/position-order.js'

/** Few positions for many ids, so that those of one position fill several pieces. */
const step = fc.record({
  number: fc.nat({ max: 3000 }),
  position: fc.oneof(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 5000 })),
})

t.test('ids come in the order of a plain sorted list, whatever is added and removed', async () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 3000, maxLength: 6000, size: 'max' }), (steps) => {
      const order = new PositionOrder()
      let list: { id: string; position: number }[] = []
      for (const { number, position } of steps) {
        const id = `id-${number}`
        const before = list.find((one) => one.id === id)
        if (before !== undefined) {
          order.remove(id, before.position)
          list = list.filter((one) => one !== before)
          continue
        }
        order.add(id, position)
        list.push({ id, position })
      }
      const sorted = list.toSorted((one, other) => one.position - other.position)
      const idsOf = (some: typeof list) => some.map(({ id }) => id).join()
      if ([...order.ids()].join() !== idsOf(sorted)) throw new Error('the lowest first')
      if ([...order.idsBefore()].join() !== idsOf(sorted.toReversed())) throw new Error('the highest first')
      for (const end of [1, 2, 1000]) {
        const below = sorted.filter(({ position }) => position < end)
        if ([...order.idsBefore(end)].join() !== idsOf(below.toReversed())) throw new Error(`before ${end}`)
      }
    }),
    { numRuns: 30 },
  )
})

t.test('who goes through ids finds those that stay, whatever is added and removed meanwhile', async (t) => {
  const order = new PositionOrder()
  for (let at = 0; at < 2000; at++) order.add(`id-${at}`, at)
  const found: string[] = []
  for (const id of order.ids()) {
    const at = found.push(id)
    order.add(`more-${at}x`, at)
    if (id.endsWith('7')) order.remove(id, Number(id.split('-')[1]))
  }
  t.strictSame(
    found.filter((id) => id.startsWith('id-')),
    Array.from({ length: 2000 }, (_, at) => `id-${at}`),
  )
  t.equal([...order.ids()].length, 2000 - 200 + found.length)
})
