/** More entries a second than this are more than anybody reads, and cost the server more than they tell. */
const maxPerSecond = 300

/** What comes so soon after a stream was opened may be of the past, in milliseconds. */
const pastMs = 3000

/** How fast entries come. Times are milliseconds of the page. */
export class Pace {
  #fromMs: number
  #count = 0

  constructor(nowMs: number) {
    this.#fromMs = nowMs + pastMs
  }

  /** Counts entries that came, and says whether more than that came in a second. */
  isTooFast(count: number, nowMs: number): boolean {
    if (nowMs < this.#fromMs) return false
    if (nowMs >= this.#fromMs + 1000) {
      this.#fromMs = nowMs
      this.#count = 0
    }
    this.#count += count
    return this.#count > maxPerSecond
  }
}
