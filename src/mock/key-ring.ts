import { type Settings, SettingsError } from '../cli/settings.js'
import { isAccepted } from '../http/auth.js'

/** The keys of a mock's workspaces: each is one that the server takes, and none is given out twice. */
export class KeyRing {
  /** The key of the mock itself. */
  readonly own: string
  readonly #accepted: Settings['API_KEYS']
  readonly #taken = new Set<string>()
  #made = 0

  /**
   * @param own the key of the mock itself; without one `sk_test_mock`, or the first of API_KEYS.
   * @throws {SettingsError} for a key that the server would refuse.
   */
  constructor({ API_KEYS }: Pick<Settings, 'API_KEYS'>, own?: string) {
    this.#accepted = API_KEYS
    const [first = 'sk_test_mock'] = API_KEYS ?? []
    this.own = this.take(own ?? first)
  }

  /**
   * Takes a key, or without one the next that nobody took.
   *
   * @throws {SettingsError} for a key that the server would refuse, or when API_KEYS has no more.
   */
  take(given?: string): string {
    const key = given ?? this.#next()
    if (!isAccepted(key, this.#accepted)) throw new SettingsError(this.#whyRefused())
    this.#taken.add(key)
    return key
  }

  #next(): string {
    if (this.#accepted === null) {
      let key: string
      do key = `${this.own.slice(0, 200)}_${++this.#made}`
      while (this.#taken.has(key))
      return key
    }
    const free = [...this.#accepted].find((key) => !this.#taken.has(key))
    if (free !== undefined) return free
    throw new SettingsError(
      `all ${this.#accepted.size} keys of API_KEYS have a workspace; add one for each workspace(), or leave API_KEYS out`,
    )
  }

  #whyRefused(): string {
    return this.#accepted === null
      ? 'the server would refuse this apiKey; it takes sk_test_ or sk_live_ and more characters after it'
      : 'the server would refuse this apiKey; it takes one of API_KEYS: add it there, or leave API_KEYS out'
  }
}
