/** A result that is there at once, or later. What is there at once costs no promise. */
export type MaybePromise<T> = T | Promise<T>

/** Goes on with a result: at once when it is there, and else when it comes. */
export function then<T, U>(result: MaybePromise<T>, next: (value: T) => MaybePromise<U>): MaybePromise<U> {
  return result instanceof Promise ? result.then(next) : next(result)
}

/** The same for two results that were asked for at the same time. */
export function both<A, B>(one: MaybePromise<A>, other: MaybePromise<B>): MaybePromise<readonly [A, B]> {
  return one instanceof Promise || other instanceof Promise ? Promise.all([one, other]) : [one, other]
}

/** Asks for a result and goes on with it, or with what was thrown in its place. */
export function settle<T, U>(
  ask: () => MaybePromise<T>,
  next: (value: T) => MaybePromise<U>,
  failed: (error: unknown) => MaybePromise<U>,
): MaybePromise<U> {
  let result: MaybePromise<T>
  try {
    result = ask()
  } catch (error) {
    return failed(error)
  }
  return result instanceof Promise ? result.then(next, failed) : next(result)
}
