import type { Entry, Journal, Scope } from './journal.js'

/** From where on entries are meant: after an entry, or at and after an instant in epoch milliseconds. */
export type Since = { readonly entry: string } | { readonly atMs: number }

/** The entries of a scope that came since then, oldest first; all without a `since`. */
export function entriesSince(journal: Journal, scope: Scope, since: Since | undefined): readonly Entry[] {
  const all = journal.list(scope)
  if (since === undefined) return all
  if ('atMs' in since) return all.filter(({ atMs }) => atMs >= since.atMs)
  return all.slice(all.findIndex(({ id }) => id === since.entry) + 1)
}
