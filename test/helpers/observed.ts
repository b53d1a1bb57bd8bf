/** What a test lets happen around the calls of a store. Either may throw in the place of the store. */
export interface Around {
  /** Happens before a call is made. */
  before?: (name: string) => Promise<void> | void
  /** Happens once a call was made, before its caller hears of it. */
  after?: (name: string) => Promise<void> | void
}

/** A store whose calls can be interrupted: what `around` says can be changed at any time. */
export function observed<T extends object>(store: T, around: Around): T {
  return new Proxy(store, {
    get(target, name) {
      const value = Reflect.get(target, name, target)
      if (typeof value !== 'function') return value
      if (name === 'watch') return value.bind(target)
      return async (...args: unknown[]) => {
        await around.before?.(String(name))
        const result = await value.apply(target, args)
        await around.after?.(String(name))
        return result
      }
    },
  })
}

/** Lets something happen once, before the next commit: a change that comes in between a reading and its commit. */
export function once(happen: () => Promise<unknown>): NonNullable<Around['before']> {
  let isOver = false
  return async (name) => {
    if (name !== 'commit' || isOver) return
    isOver = true
    await happen()
  }
}
