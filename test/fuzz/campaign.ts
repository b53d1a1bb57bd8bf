import fc from 'fast-check'
import type { Test } from 'tap'
import type { Operation } from '../helpers/document.js'
import { type Draft, drafts, type Fuzzer } from './fuzzer.js'

/** The seed of this run: FUZZ_SEED, or a new one. */
export const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 31)

export interface Campaign {
  readonly fuzzer: Fuzzer
  readonly operations: readonly Operation[]
  /** How many rounds there are, and how many requests each operation gets in a round. */
  readonly rounds: number
  readonly perRound: number
}

/** Sends requests for each operation in turn. A wrong answer is shrunk, as far as the state of the server allows, and fails. */
export async function run(t: Test, { fuzzer, operations, rounds, perRound }: Campaign): Promise<void> {
  t.comment(`seed ${seed}: replay with FUZZ_SEED=${seed}`)
  const arbitraries = new Map(operations.map((one) => [one.id, drafts(one)]))
  const problems = new Map<string, string[]>(operations.map(({ id }) => [id, []]))
  const before = performance.now()
  for (let round = 0; round < rounds; round++) {
    for (const [at, operation] of operations.entries()) {
      const arbitrary = arbitraries.get(operation.id) as fc.Arbitrary<Draft>
      const details = await fc.check(
        fc.asyncProperty(arbitrary, (draft) => fuzzer.try(operation, draft)),
        { seed: seed + round * operations.length + at, numRuns: perRound, interruptAfterTimeLimit: 60_000 },
      )
      if (details.failed) problems.get(operation.id)?.push(String(details.errorInstance))
    }
  }
  const tookS = (performance.now() - before) / 1000
  t.comment(`measured ${fuzzer.sent} requests in ${tookS.toFixed(1)} s`)
  const all = { good: 0, refused: 0 }
  for (const { id } of operations) {
    const { requests, good, refused } = fuzzer.countOf(id)
    const found = problems.get(id) ?? []
    const summary = found[0] ? `FUZZ_SEED=${seed}: ${found[0]}` : 'no problem'
    t.strictSame(
      found,
      [],
      `${requests} requests for ${id}: ${summary.replaceAll(/\s+/g, ' ').slice(0, 1000)}`,
    )
    // Twenty random requests may well be all good, or all refused.
    if (rounds * perRound >= 100) t.ok(good > 0 && refused > 0, `${id}: ${good} good, ${refused} refused`)
    all.good += good
    all.refused += refused
    t.ok(requests >= rounds * perRound, `${id} was asked for often enough`)
  }
  t.ok(all.good > 0 && all.refused > 0, `${all.good} good, ${all.refused} refused in all`)
}
