/** An id and the workspace that it belongs to. */
export interface Entry {
  readonly id: string
  readonly workspaceId: string
}

/** Knows which workspace an id belongs to, over all workspaces, and how many ids there are. */
export interface Directory {
  /**
   * Makes ids those of a workspace.
   *
   * @param replaced how many ids of the workspace are released soon, so that they take no room; 0 when left out.
   * @returns `taken`, and nothing is changed, when another workspace has one of them; `full`, and nothing is changed, when
   * there would be too many.
   */
  claim(workspaceId: string, ids: readonly string[], replaced?: number): Promise<'claimed' | 'taken' | 'full'>
  /** The workspace of an id. */
  find(id: string): Promise<string | undefined>
  release(ids: readonly string[]): Promise<void>
  /** The entries that were claimed first; of very many about those. */
  oldest(count: number): Promise<readonly Entry[]>
  /**
   * The next entries, beginning with the oldest, and with the oldest again after the last. Each call goes on where the one
   * before ended, so that all are seen in turn.
   */
  next(count: number): Promise<readonly Entry[]>
  /** How many ids there are. */
  size(): Promise<number>
}
