import t from 'tap'
import { atOnce, eachStep, inSlices, mapSteps, othersFirst, sortSteps } from '../../src/lib/steps.js'

t.test('work in slices lets others go on, and gives the same result', async (t) => {
  let others = 0
  let isDone = false
  const other = (async () => {
    while (!isDone) {
      others++
      await othersFirst()
    }
  })()
  const items = Array.from({ length: 200 }, (_, at) => at)
  const slow = (item: number) => {
    const endMs = performance.now() + 0.5
    while (performance.now() < endMs);
    return item * 2
  }
  const mapped = await inSlices(mapSteps(items, slow))
  isDone = true
  await other
  t.strictSame(mapped, atOnce(mapSteps(items, (item) => item * 2)))
  t.ok(others > 5, `others had ${others} turns`)
})

t.test('what a step throws ends the work', async (t) => {
  const seen: number[] = []
  const work = eachStep([1, 2, 3], (item) => {
    seen.push(item)
    if (item === 2) throw new Error('no')
  })
  await t.rejects(inSlices(work), { message: 'no' })
  t.strictSame(seen, [1, 2])
})

t.test('items are sorted as toSorted does, equal ones in their order', async (t) => {
  for (const count of [0, 1, 999, 1000, 1001, 2500, 7300]) {
    const items = Array.from({ length: count }, (_, at) => ({ key: (at * 7919) % 97, at }))
    const byKey = (one: { key: number }, other: { key: number }) => one.key - other.key
    t.strictSame(atOnce(sortSteps(items, byKey)), [...items].sort(byKey), `${count}`)
  }
})
