interface Item {
  readonly id: string
  /** Where ids are those of one workspace, and another may have them too. */
  readonly workspace?: string | null
}

/** What tells an item from all others. */
export function itemKey({ id, workspace }: Item): string {
  return `${workspace ?? ''} ${id}`
}

/** So many sessions, or connections, are kept. */
const maxItems = 1000

/**
 * A list, newest first, with what has become of some of its items. They keep their places, and new ones come first.
 *
 * @param fresh the items by their keys, oldest first; null for one that is gone.
 */
export function merged<T extends Item>(
  list: readonly T[],
  fresh: ReadonlyMap<string, T | null>,
): readonly T[] {
  const known = new Set(list.map(itemKey))
  const kept = list.map((item) => {
    const key = itemKey(item)
    return fresh.has(key) ? (fresh.get(key) as T | null) : item
  })
  const added = [...fresh.values()].filter((item) => item !== null && !known.has(itemKey(item))).reverse()
  return [...added, ...kept].filter((item) => item !== null).slice(0, maxItems)
}

/**
 * A list that was asked for a moment ago. What the page was told since is newer.
 *
 * @param before what the page had when it asked.
 * @param now what it has when the answer is there.
 */
export function withNews<T extends Item>(
  answer: readonly T[],
  before: readonly T[],
  now: readonly T[],
): readonly T[] {
  const old = new Set(before)
  const news = now.filter((item) => !old.has(item)).reverse()
  return merged(answer, new Map(news.map((item) => [itemKey(item), item])))
}
