import { AbortController } from '../lib/node-globals.js'
import type { Journal, JournalEntry, Scope } from './journal.js'

/**
 * Waits until there are so many entries that fit, or until waiting is no use any more.
 *
 * @param find those that there are.
 * @param fits whether one that comes is meant.
 * @param wait ends by itself after some time, or when its signal says that there is nothing more to wait for.
 */
export async function awaitEntries(
  journal: Journal,
  scope: Scope,
  find: () => Promise<readonly JournalEntry[]>,
  fits: (entry: JournalEntry) => boolean,
  count: number,
  wait: (enough: AbortSignal) => Promise<void>,
): Promise<void> {
  const enough = new AbortController()
  const known = new Set<string>()
  const add = ({ id }: JournalEntry) => {
    if (known.add(id).size >= count) enough.abort()
  }
  // Listening before looking, so that nothing comes unnoticed in between.
  const stop = journal.listen(scope, (entry) => {
    if (fits(entry)) add(entry)
  })
  try {
    for (const entry of await find()) add(entry)
    if (!enough.signal.aborted) await wait(enough.signal)
  } finally {
    stop()
  }
}
