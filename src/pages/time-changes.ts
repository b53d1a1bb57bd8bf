/** What the journal tells, as far as it is about time. */
export interface Change {
  /** Null for one of all workspaces. */
  readonly workspaceId: string | null
  readonly what: { readonly type: string; readonly session?: { readonly id: string } }
}

/** What tells of changes, on every server. */
export interface Changes {
  /** Calls a listener with every change from now on; returns what ends it. */
  listen(scope: null, listener: (change: Change) => void): () => void
}

interface Page {
  readonly sessionId: string
  readonly hear: () => void
}

/** Tells open pages that the clock of their workspace, or their session, may have changed. Without pages it hears nothing. */
export class TimeChanges {
  readonly #changes: Changes
  readonly #pages = new Map<string, Set<Page>>()
  #stop: (() => void) | undefined

  constructor(changes: Changes) {
    this.#changes = changes
  }

  /**
   * Tells a page from now on.
   *
   * @returns ends it.
   */
  add(workspaceId: string, sessionId: string, hear: () => void): () => void {
    if (this.#pages.size === 0) this.#stop = this.#changes.listen(null, (change) => this.#tell(change))
    const page = { sessionId, hear }
    const pages = this.#pages.get(workspaceId) ?? new Set()
    this.#pages.set(workspaceId, pages.add(page))
    return () => {
      if (!pages.delete(page) || pages.size > 0) return
      this.#pages.delete(workspaceId)
      if (this.#pages.size === 0) this.#stop?.()
    }
  }

  #tell({ workspaceId, what: { type, session } }: Change): void {
    if (type !== 'clock' && type !== 'session' && type !== 'reset') return
    const concerned = workspaceId === null ? [...this.#pages.values()] : [this.#pages.get(workspaceId) ?? []]
    for (const page of concerned.flatMap((pages) => [...pages]))
      if (session === undefined || session.id === page.sessionId) page.hear()
  }
}
