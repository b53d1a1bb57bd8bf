import type { Evidence, JournalCall } from '../evidence.js'

/** What an app did that a rule forbids. */
export interface Finding {
  /** In one sentence. */
  readonly message: string
  /** The calls that show it, by their place in the journal. */
  readonly calls: readonly number[]
}

/** What the documentation asks of an app, and how to see in a journal that the app does not do it. */
export interface Rule {
  /** The name by which `--allow` and reports call it. */
  readonly id: string
  /** What an app does that breaks it, as a headline. */
  readonly title: string
  /** What the documentation says, in our words. */
  readonly says: string
  /** Where it is published; null where it follows from HTTP or from how this API works. */
  readonly published: string | null
  /** The page of this project that explains it. */
  readonly page: string
  /** What breaks it, in one sentence. */
  readonly example: string
  /** Rules whose findings are only a consequence when this one is broken, too. */
  readonly explains: readonly string[]
  /** What breaks it in a case; null when nothing does. */
  readonly check: (evidence: Evidence) => Finding | null
}

/** The finding that two calls show; null when there are no two. */
export function pairFinding(
  calls: readonly JournalCall[],
  isPair: (first: JournalCall, second: JournalCall) => boolean,
  message: (first: JournalCall, second: JournalCall) => string,
): Finding | null {
  for (const [at, first] of calls.entries()) {
    const second = calls.slice(at + 1).find((later) => isPair(first, later))
    if (second === undefined) continue
    return { message: message(first, second), calls: [first.index, second.index] }
  }
  return null
}
