import { Type } from '@sinclair/typebox'
import { isoTime } from '../lib/clock.js'
import { instant } from '../lib/schema.js'
import type * as clock from '../workspaces/workspace-clock.js'

/** A duration in a body; `longest` says how long one may be. */
export function duration(longest: string) {
  return Type.Unsafe<string | number>({
    type: ['string', 'integer'],
    pattern: '^[0-9]{1,12}(?:ms|s|m|h|d)$',
    minimum: 0,
    maximum: 1e15,
    description: `milliseconds as a number, or a text of a whole number with ms, s, m, h or d, ${longest}`,
  })
}

export const ClockReading = Type.Object(
  {
    now: instant('What the clock shows.'),
    frozen: Type.Boolean({ description: 'Whether it stands still.' }),
    offsetMs: Type.Integer({ description: 'How far it is ahead of real time, in milliseconds.' }),
  },
  { $id: 'MockClock', additionalProperties: false },
)

export const ClockBody = Type.Object(
  {
    now: Type.Optional(instant('The instant to show, from 1970 to 9000.')),
    frozen: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false, minProperties: 1 },
)

export const AdvanceBody = Type.Object(
  { by: duration('like 31m; the clock goes no further than to the year 9000') },
  { additionalProperties: false },
)

/** What a clock shows, as a `ClockReading`. */
export function presentClock({ nowMs, frozen, offsetMs }: clock.ClockReading) {
  return { now: isoTime(nowMs), frozen, offsetMs }
}
