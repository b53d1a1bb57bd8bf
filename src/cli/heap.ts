import type v8 from 'node:v8'
import type { Alarm } from '../lib/clock.js'

/** How often the heap is looked at, in milliseconds. */
const everyMs = 10_000
/** From here on memory matters more than the time to collect it. */
const largeBytes = 100e6
const percent = { small: 0, large: 20 }

/** What is asked of V8. */
type Heap = {
  getHeapStatistics(): Pick<v8.HeapInfo, 'used_heap_size'>
  setFlagsFromString(flags: string): void
}

/**
 * Keeps the garbage of a large heap to a fifth of what is in use: left to V8, which lets a heap grow to twice that and
 * more, a million sessions take twice their memory. A small heap stays as it is, because there to collect often costs
 * more than it frees.
 *
 * @param heap `node:v8`; its flags are the whole process's.
 */
export function boundGarbage(alarm: Alarm, heap: Heap): void {
  alarm(everyMs, () => {
    const isLarge = heap.getHeapStatistics().used_heap_size >= largeBytes
    heap.setFlagsFromString(`--heap-growing-percent=${isLarge ? percent.large : percent.small}`)
    boundGarbage(alarm, heap)
  })
}
