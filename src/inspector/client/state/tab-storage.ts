/** Texts that last as long as the tab; where the browser keeps nothing for pages, as long as the page. */
export class TabStorage {
  readonly #kept = new Map<string, string>()

  get(name: string): string | null {
    try {
      return sessionStorage.getItem(name) ?? this.#kept.get(name) ?? null
    } catch {
      return this.#kept.get(name) ?? null
    }
  }

  set(name: string, text: string): void {
    this.#kept.set(name, text)
    try {
      sessionStorage.setItem(name, text)
    } catch {
      // A browser that blocks storage throws.
    }
  }
}
