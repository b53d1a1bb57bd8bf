import { fail } from '../errors/api-error.js'
import { type Clock, isoTime } from '../lib/clock.js'

/** How a clock differs from real time. */
export interface ClockSetting {
  /** How far it is ahead while it runs, in milliseconds; negative when it is behind. */
  readonly offsetMs: number
  /** The instant at which it is frozen, in epoch milliseconds; null while it runs. */
  readonly frozenAtMs: number | null
}

/** What a clock shows. */
export interface ClockReading {
  readonly nowMs: number
  readonly frozen: boolean
  /** How far it is ahead of real time just now, in milliseconds. */
  readonly offsetMs: number
}

/** A clock that shows real time. */
export const realTime: ClockSetting = { offsetMs: 0, frozenAtMs: null }

/** Sets the instant, or whether the clock is frozen, or both; what is left out stays as it is. */
export function setClock(
  setting: ClockSetting,
  realMs: number,
  { nowMs, frozen = setting.frozenAtMs !== null }: Partial<ClockReading>,
): ClockSetting {
  const shownMs = nowMs ?? instantOf(setting, realMs)
  if (frozen) return { offsetMs: 0, frozenAtMs: shownMs }
  if (nowMs === undefined && setting.frozenAtMs === null) return setting
  return { offsetMs: shownMs - realMs, frozenAtMs: null }
}

/** Moves forward by so many milliseconds; a frozen clock stays frozen. */
export function advanceClock({ offsetMs, frozenAtMs }: ClockSetting, byMs: number): ClockSetting {
  return frozenAtMs === null
    ? { offsetMs: offsetMs + byMs, frozenAtMs }
    : { offsetMs, frozenAtMs: frozenAtMs + byMs }
}

function instantOf({ offsetMs, frozenAtMs }: ClockSetting, realMs: number): number {
  return frozenAtMs ?? realMs + offsetMs
}

/** The time of a workspace: real time until a tester sets, freezes or advances it (ours). */
export class WorkspaceClock implements Clock {
  readonly #real: Clock
  readonly setting: ClockSetting

  constructor(real: Clock, setting: ClockSetting) {
    this.#real = real
    this.setting = setting
  }

  now(): number {
    return instantOf(this.setting, this.#real.now())
  }

  read(): ClockReading {
    const realMs = this.#real.now()
    const nowMs = instantOf(this.setting, realMs)
    return { nowMs, frozen: this.setting.frozenAtMs !== null, offsetMs: nowMs - realMs }
  }
}

/** The last instant that a clock can show: ids and timestamps have no room for much later ones. */
const lastMs = Date.UTC(9000, 0, 1)

/**
 * Refuses an instant that no clock can show.
 *
 * @param field the field that leads to it.
 * @throws {ApiError} `invalid_body`.
 */
export function requireInstant(epochMs: number, field: string): void {
  if (epochMs >= 0 && epochMs <= lastMs) return
  fail('invalid_body', {
    message: `${field} leads to a time before ${isoTime(0)} or after ${isoTime(lastMs)}.`,
    fix: `Keep ${field} between the two.`,
    field,
  })
}
