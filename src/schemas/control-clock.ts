import { Type } from '@sinclair/typebox'
import { instant } from './schema.js'

/** A duration as settings write it. */
export const Duration = Type.String({
  pattern: '^[0-9]{1,12}(?:ms|s|m|h|d)$',
  description: 'a whole number with ms, s, m, h or d, like 31m',
})

export const ClockReading = Type.Object(
  {
    now: instant('What the clock shows.'),
    frozen: Type.Boolean({ description: 'Whether it stands still.' }),
    offsetMs: Type.Integer({ description: 'How far it is ahead of real time, in milliseconds.' }),
  },
  { $id: 'MockClock', additionalProperties: false },
)

export const ClockBody = Type.Object(
  { now: Type.Optional(instant('The instant to show.')), frozen: Type.Optional(Type.Boolean()) },
  { additionalProperties: false, minProperties: 1 },
)

export const AdvanceBody = Type.Object({ by: Duration }, { additionalProperties: false })
