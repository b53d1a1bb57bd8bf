import type { Journal, JournalEntry, Scope } from './journal.js'

/** From where on entries are meant: after an entry, or at and after an instant in epoch milliseconds. */
export type Since = { readonly entry: string } | { readonly atMs: number }

/** The entries of a scope that came since then, oldest first; all without a `since`. */
export async function entriesSince(
  journal: Journal,
  scope: Scope,
  since: Since | undefined,
): Promise<readonly JournalEntry[]> {
  const all = await journal.list(scope)
  if (since === undefined || 'atMs' in since) return all.filter((entry) => isNewSince(entry, since))
  return all.slice(all.findIndex(({ id }) => id === since.entry) + 1)
}

/** Whether an entry is meant that comes now: after an entry it always does, but a clock may stand before the instant. */
export function isNewSince({ atMs }: JournalEntry, since: Since | undefined): boolean {
  return since === undefined || !('atMs' in since) || atMs >= since.atMs
}
