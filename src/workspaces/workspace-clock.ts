import type { Clock } from '../clock.js'

/** How a clock stands to the time that it follows. All in epoch milliseconds or milliseconds. */
export interface ClockSetting {
  /** How far it is ahead while it runs; negative when it is behind. */
  readonly offsetMs: number
  /** The instant at which it stands still; null while it runs. */
  readonly frozenAtMs: number | null
}

/** What a clock shows. */
export interface ClockReading {
  readonly nowMs: number
  readonly frozen: boolean
  /** How far it is ahead of real time just now, in milliseconds. */
  readonly offsetMs: number
}

const real: ClockSetting = { offsetMs: 0, frozenAtMs: null }

/** The time of one workspace: that of all, until a tester sets, freezes or advances it (ours). */
export class WorkspaceClock implements Clock {
  readonly #real: Clock
  readonly #followed: WorkspaceClock | null
  /** Null while it follows. */
  #own: ClockSetting | null = null

  /** @param followed the clock that it stands like until it is changed; none for one that follows real time. */
  constructor(realClock: Clock, followed: WorkspaceClock | null = null) {
    this.#real = realClock
    this.#followed = followed
  }

  now(): number {
    return this.#at(this.#real.now())
  }

  /** Whether nobody would notice the difference between two clocks. */
  isLike(other: WorkspaceClock): boolean {
    const isFrozen = ({ frozenAtMs }: ClockSetting) => frozenAtMs !== null
    return isFrozen(this.setting) === isFrozen(other.setting) && Math.abs(this.now() - other.now()) < 1000
  }

  /** How it was set; null while it follows. */
  get own(): ClockSetting | null {
    return this.#own
  }

  get setting(): ClockSetting {
    return this.#own ?? this.#followed?.setting ?? real
  }

  read(): ClockReading {
    const realMs = this.#real.now()
    const nowMs = this.#at(realMs)
    return { nowMs, frozen: this.setting.frozenAtMs !== null, offsetMs: nowMs - realMs }
  }

  /** Sets the instant, or whether it stands still, or both; what is left out stays as it is. */
  set({ nowMs, frozen = this.setting.frozenAtMs !== null }: Partial<ClockReading>): void {
    if (frozen) this.#own = { offsetMs: 0, frozenAtMs: nowMs ?? this.now() }
    else if (nowMs !== undefined || this.setting.frozenAtMs !== null)
      this.#own = { offsetMs: (nowMs ?? this.now()) - this.#real.now(), frozenAtMs: null }
  }

  /** Moves forward by so many milliseconds; a frozen clock stays frozen. */
  advance(byMs: number): void {
    const { offsetMs, frozenAtMs } = this.setting
    this.#own =
      frozenAtMs === null
        ? { offsetMs: offsetMs + byMs, frozenAtMs }
        : { offsetMs, frozenAtMs: frozenAtMs + byMs }
  }

  /** Stands as it is said; null follows again; without one, back to real time. */
  reset(setting: ClockSetting | null = real): void {
    this.#own = setting
  }

  #at(realMs: number): number {
    const { frozenAtMs, offsetMs } = this.setting
    return frozenAtMs ?? realMs + offsetMs
  }
}
