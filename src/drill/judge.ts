import type { Evidence } from './evidence.js'
import type { Finding, Rule } from './rules/rule.js'
import { rules } from './rules/rules.js'

/** What a case comes to. */
export const verdictKinds = ['recovered', 'failed', 'harm', 'hung', 'unstable', 'unreached'] as const
export type VerdictKind = (typeof verdictKinds)[number]

/** A rule that an app breaks in a case, and what shows it. */
export interface BrokenRule extends Finding {
  readonly rule: string
}

export interface Verdict {
  /**
   * `recovered`: the test passed. `failed`: it failed, and did no harm. `harm`: a rule is broken. `hung`: it went on too long behind the failure.
   * `unstable`: it ends differently on a second try. `unreached`: the failure never came.
   */
  readonly kind: VerdictKind
  readonly broken: readonly BrokenRule[]
  /** What is broken and was allowed. */
  readonly allowed: readonly BrokenRule[]
}

/**
 * Judges a case by the rules.
 *
 * @param allowed the ids of rules that may be broken.
 */
export function judge(evidence: Evidence, allowed: ReadonlySet<string>): Verdict {
  const found = rules.flatMap((rule) => {
    const finding = rule.check(evidence)
    return finding === null ? [] : [{ rule, finding }]
  })
  const causes = withoutConsequences(found)
  const broken = causes.filter(({ rule }) => !allowed.has(rule))
  return {
    kind: kindOf(evidence, broken),
    broken,
    allowed: causes.filter(({ rule }) => allowed.has(rule)),
  }
}

function kindOf({ outcome, isReached }: Evidence, broken: readonly BrokenRule[]): VerdictKind {
  if (!isReached) return 'unreached'
  const isEndless = broken.some(({ rule }) => rule === 'retries-without-end')
  if (outcome.exitCode === null && !isEndless) return 'hung'
  if (broken.length > 0) return 'harm'
  return outcome.exitCode === 0 ? 'recovered' : 'failed'
}

/** What is broken, without what only follows from something else that is. */
function withoutConsequences(
  found: readonly { readonly rule: Rule; readonly finding: Finding }[],
): readonly BrokenRule[] {
  const explained = new Set(found.flatMap(({ rule }) => rule.explains))
  return found
    .filter(({ rule }) => !explained.has(rule.id))
    .map(({ rule, finding }) => ({ rule: rule.id, ...finding }))
}

/** Whether two verdicts say the same. */
export function isSameVerdict(a: Verdict, b: Verdict): boolean {
  return a.kind === b.kind && namesOf(a) === namesOf(b)
}

function namesOf({ broken }: Verdict): string {
  return broken.map(({ rule }) => rule).join(' ')
}
