import t from 'tap'
import { isoTime } from '../../src/lib/iso-time.js'

const dayMs = 86_400_000

t.test('every day of four centuries begins and ends as a Date says', async (t) => {
  const wrong: number[] = []
  for (let atMs = Date.UTC(1900, 0); atMs < Date.UTC(2300, 0); atMs += dayMs) {
    for (const epochMs of [atMs, atMs + dayMs - 1]) {
      if (isoTime(epochMs) !== new Date(epochMs).toISOString()) wrong.push(epochMs)
    }
  }
  t.strictSame(wrong, [])
})

t.test('so do instants of each hour of a year, and of all years that there are', async (t) => {
  const wrong: number[] = []
  const check = (epochMs: number) => {
    if (isoTime(epochMs) !== new Date(epochMs).toISOString()) wrong.push(epochMs)
  }
  for (let atMs = Date.UTC(2028, 0); atMs < Date.UTC(2029, 0); atMs += 3_600_007) check(atMs)
  for (let year = -300; year < 12_000; year += 1) {
    for (const month of [0, 1, 2, 11]) check(Date.UTC(year, month, 28, 23, 59, 59, 9))
    check(Date.UTC(year + 1, 0) - 1)
  }
  t.strictSame(wrong, [])
})

t.test('a part of a millisecond is left out', async (t) => {
  t.equal(isoTime(1_795_338_000_000.9), '2026-11-22T09:00:00.000Z')
})

t.test('what is no instant is refused', async (t) => {
  t.throws(() => isoTime(Number.NaN), RangeError)
})
