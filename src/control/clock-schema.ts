import { Type } from '@sinclair/typebox'
import { isoTime } from '../lib/clock.js'
import { boolean, instant, integer } from '../lib/schema.js'
import type * as clock from '../workspaces/workspace-clock.js'

/**
 * A duration in a body.
 *
 * @param meaning what it is for, and how long it may be, as a sentence.
 */
export function duration(meaning: string) {
  return Type.Unsafe<string | number>({
    type: ['string', 'integer'],
    pattern: '^[0-9]{1,12}(?:ms|s|m|h|d)$',
    minimum: 0,
    maximum: 1e15,
    description: `Milliseconds as a number, or a string of a whole number with ms, s, m, h or d, like 31m. ${meaning}`,
  })
}

export const ClockReading = Type.Object(
  {
    now: instant('The time that the clock shows.'),
    frozen: boolean('Whether the clock stands still.'),
    offsetMs: integer(
      'How far the clock is ahead of real time, in milliseconds; negative when it is behind.',
    ),
  },
  { $id: 'MockClock', additionalProperties: false, description: 'The clock of a workspace.' },
)

export const ClockBody = Type.Object(
  {
    now: Type.Optional(instant('The time to show, in the years from 1970 to 9000.')),
    frozen: Type.Optional(boolean('Whether the clock stands still. False lets it run from where it is.')),
  },
  { additionalProperties: false, minProperties: 1 },
)

export const AdvanceBody = Type.Object(
  { by: duration('The clock moves forward by this much, at most to the year 9000.') },
  { additionalProperties: false },
)

/** What a clock shows, as a `ClockReading`. */
export function presentClock({ nowMs, frozen, offsetMs }: clock.ClockReading) {
  return { now: isoTime(nowMs), frozen, offsetMs }
}
