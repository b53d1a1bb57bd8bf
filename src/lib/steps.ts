import { performance, setImmediate } from './node-globals.js'

/** Long work, taken apart: it can be interrupted at each `yield`. */
export type Steps<T> = Generator<void, T, void>

/** How long one slice of long work may hold up others, in milliseconds. */
const sliceMs = 4

/** Does long work in slices, so that whatever else there is to do waits for a slice and no longer. */
export async function inSlices<T>(steps: Steps<T>): Promise<T> {
  for (;;) {
    const endMs = performance.now() + sliceMs
    do {
      const { done, value } = steps.next()
      if (done) return value as T
    } while (performance.now() < endMs)
    await othersFirst()
  }
}

/** Does long work in one go, where nobody waits. */
export function atOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const { done, value } = steps.next()
    if (done) return value as T
  }
}

/** Resolves once everything else that is ready had its turn. */
export function othersFirst(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

/** Short work as a part of longer. */
export function* oneStep<T>(work: () => T): Steps<T> {
  yield
  return work()
}

/** What becomes of each item. */
export function* mapSteps<T, U>(items: Iterable<T>, map: (item: T, at: number) => U): Steps<U[]> {
  const mapped: U[] = []
  for (const item of items) {
    mapped.push(map(item, mapped.length))
    yield
  }
  return mapped
}

/** Does something with each item. */
export function* eachStep<T>(items: Iterable<T>, act: (item: T, at: number) => void): Steps<void> {
  let at = 0
  for (const item of items) {
    act(item, at++)
    yield
  }
}

/** So many items are sorted in one step. */
const runLength = 1000

/** Sorts as `toSorted` does. */
export function* sortSteps<T>(
  items: readonly T[],
  compare: (one: T, other: T) => number,
): Steps<readonly T[]> {
  let runs: (readonly T[])[] = []
  for (let at = 0; at < items.length; at += runLength) {
    runs.push(items.slice(at, at + runLength).sort(compare))
    yield
  }
  while (runs.length > 1) {
    const merged: (readonly T[])[] = []
    for (let at = 0; at < runs.length; at += 2)
      merged.push(yield* mergeSteps(runs[at] as readonly T[], runs[at + 1] ?? [], compare))
    runs = merged
  }
  return runs[0] ?? []
}

function* mergeSteps<T>(
  one: readonly T[],
  other: readonly T[],
  compare: (one: T, other: T) => number,
): Steps<readonly T[]> {
  const merged: T[] = []
  let at = 0
  for (const item of other) {
    while (at < one.length && compare(one[at] as T, item) <= 0) merged.push(one[at++] as T)
    merged.push(item)
    if (merged.length % runLength === 0) yield
  }
  while (at < one.length) merged.push(one[at++] as T)
  return merged
}
