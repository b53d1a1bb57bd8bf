import t from 'tap'
import { boundGarbage } from '../../src/cli/heap.js'

t.test(
  'a large heap may grow less than a small one before it is collected, and is looked at again',
  async (t) => {
    const rings: (() => void)[] = []
    const alarm = (_delayMs: number, ring: () => void) => {
      rings.push(ring)
      return () => {}
    }
    const flags: string[] = []
    let usedBytes = 0
    boundGarbage(alarm, {
      getHeapStatistics: () => ({ used_heap_size: usedBytes }),
      setFlagsFromString: (text) => flags.push(text),
    })
    for (usedBytes of [20e6, 300e6, 50e6]) rings.shift()?.()
    t.strictSame(flags, ['--heap-growing-percent=0', '--heap-growing-percent=20', '--heap-growing-percent=0'])
    t.equal(rings.length, 1)
  },
)
