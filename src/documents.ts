/** A value that several servers may change, and which of its versions it is. */
export interface Document<T> {
  readonly value: T
  /** Above 0; no other document of its kind ever has the same. */
  readonly version: number
}

/**
 * Keeps documents of one kind by their keys, immutable values, and decides nothing. Each call is atomic, and the answers of
 * reads come in the order of the calls, so that the last one is the newest.
 */
export interface Documents<T> {
  /** Whether other servers change them too, so that what was read before may be out of date. */
  readonly isShared: boolean
  read(key: string): Promise<Document<T> | undefined>
  /**
   * Puts a value in the place of the version that is there, 0 for none; null removes it.
   *
   * @returns false, and nothing is changed, when another version is there.
   */
  write(key: string, value: T | null, version: number): Promise<boolean>
  /** The keys of all, the oldest first. */
  keys(): Promise<readonly string[]>
}

/**
 * Changes a document. When somebody else was faster, what they left is changed anew.
 *
 * @param next makes the new value from the one that is there; null removes that, undefined leaves it.
 * @returns what `next` made in the end.
 */
export async function changeDocument<T, Next extends T | null | undefined>(
  documents: Documents<T>,
  key: string,
  next: (value: T | undefined) => Next | Promise<Next>,
): Promise<Next> {
  for (;;) {
    const before = await documents.read(key)
    const value = await next(before?.value)
    if (value === undefined || (await documents.write(key, value, before?.version ?? 0))) return value
  }
}

/** Reads a document; where there is none, creates it. Of several who do so at once all get the same. */
export async function readOrCreate<T>(documents: Documents<T>, key: string, create: () => T): Promise<T> {
  const found = await documents.read(key)
  return found?.value ?? changeDocument(documents, key, (value) => value ?? create())
}
