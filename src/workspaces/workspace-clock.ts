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

/** The time of one workspace: real time, until a tester sets, freezes or advances it (ours). */
export class WorkspaceClock implements Clock {
  readonly #real: Clock
  #setting: ClockSetting

  /** @param setting how another clock stands, for one that begins where that one is. */
  constructor(realClock: Clock, setting: ClockSetting = real) {
    this.#real = realClock
    this.#setting = setting
  }

  now(): number {
    return this.#setting.frozenAtMs ?? this.#real.now() + this.#setting.offsetMs
  }

  /** Whether nobody would notice the difference between two clocks. */
  isLike(other: WorkspaceClock): boolean {
    const isFrozen = ({ frozenAtMs }: ClockSetting) => frozenAtMs !== null
    return isFrozen(this.#setting) === isFrozen(other.setting) && Math.abs(this.now() - other.now()) < 1000
  }

  get setting(): ClockSetting {
    return this.#setting
  }

  read(): ClockReading {
    const nowMs = this.now()
    return { nowMs, frozen: this.#setting.frozenAtMs !== null, offsetMs: nowMs - this.#real.now() }
  }

  /** Sets the instant, or whether it stands still, or both; what is left out stays as it is. */
  set({ nowMs, frozen = this.#setting.frozenAtMs !== null }: Partial<ClockReading>): void {
    if (frozen) this.#setting = { offsetMs: 0, frozenAtMs: nowMs ?? this.now() }
    else if (nowMs !== undefined || this.#setting.frozenAtMs !== null)
      this.#setting = { offsetMs: (nowMs ?? this.now()) - this.#real.now(), frozenAtMs: null }
  }

  /** Moves forward by so many milliseconds; a frozen clock stays frozen. */
  advance(byMs: number): void {
    const { offsetMs, frozenAtMs } = this.#setting
    this.#setting =
      frozenAtMs === null
        ? { offsetMs: offsetMs + byMs, frozenAtMs }
        : { offsetMs, frozenAtMs: frozenAtMs + byMs }
  }

  /** Takes over how another clock stands; without one, back to real time. */
  reset(setting: ClockSetting = real): void {
    this.#setting = setting
  }
}
