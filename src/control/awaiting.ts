import type { Entry, Journal, Scope } from './journal.js'

/**
 * Waits until so many more entries have come that fit, or until waiting is no use any more.
 *
 * @param wait ends by itself after some time, or when its signal says that there is nothing more to wait for.
 */
export async function awaitEntries(
  journal: Journal,
  scope: Scope,
  fits: (entry: Entry) => boolean,
  missing: number,
  wait: (enough: AbortSignal) => Promise<void>,
): Promise<void> {
  if (missing <= 0) return
  const enough = new AbortController()
  let left = missing
  const stop = journal.listen(scope, (entry) => {
    if (fits(entry) && --left === 0) enough.abort()
  })
  await wait(enough.signal)
  stop()
}
