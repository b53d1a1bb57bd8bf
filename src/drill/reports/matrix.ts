import type { VerdictKind } from '../judge.js'
import { failuresOf } from '../plan.js'
import type { CaseReport, DrillReport } from '../report.js'

/** A character for each verdict, and what it means. */
export const verdictSigns: Readonly<
  Record<VerdictKind, { readonly character: string; readonly means: string }>
> = {
  recovered: { character: '+', means: 'recovered' },
  failed: { character: '-', means: 'failed cleanly' },
  harm: { character: 'X', means: 'harm' },
  hung: { character: 'H', means: 'hung' },
  unstable: { character: '~', means: 'unstable' },
  unreached: { character: '?', means: 'never came' },
}

/** A table of what failed and how: a row for each call, host and event, a column for each failure. */
export interface Matrix {
  /** The ids of the failures. */
  readonly columns: readonly string[]
  readonly rows: readonly MatrixRow[]
}

export interface MatrixRow {
  readonly label: string
  /** The case of each column; undefined where there is none. */
  readonly cells: readonly (CaseReport | undefined)[]
}

/** The cases that are one level deep. Those that go deeper stand below them, in no table. */
export function matrixOf({ cases }: DrillReport): Matrix {
  const shallow = cases.filter(({ failure }) => !failure.includes('+'))
  const columns = failuresOf(shallow)
  const labels = [...new Set(shallow.map(({ target }) => target))]
  return {
    columns,
    rows: labels.map((label) => ({
      label,
      cells: columns.map((column) =>
        shallow.find(({ target, failure }) => target === label && failure === column),
      ),
    })),
  }
}

/** The cases that a reader must look at, in the order of the plan. */
export function storiesOf({ cases }: DrillReport): readonly CaseReport[] {
  return cases.filter(({ verdict }) => verdict === 'harm' || verdict === 'hung')
}

/** A rule that is broken, or `hung`, and the cases in which it is. */
export interface RuleCases {
  readonly rule: string
  readonly kind: VerdictKind
  readonly ids: readonly string[]
}

/** What is wrong, the most frequent first. */
export function rulesOf(report: DrillReport): readonly RuleCases[] {
  const found = new Map<string, { readonly kind: VerdictKind; readonly ids: string[] }>()
  for (const { id, verdict, broken } of storiesOf(report)) {
    const names = broken.length === 0 ? ['hung'] : broken.map(({ rule }) => rule)
    for (const name of names) {
      const one = found.get(name) ?? { kind: verdict, ids: [] }
      one.ids.push(id)
      found.set(name, one)
    }
  }
  const all = [...found].map(([rule, one]) => ({ rule, ...one }))
  return all.sort((a, b) => b.ids.length - a.ids.length)
}
