import { Type } from '@sinclair/typebox'
import { instant, mapOf, objectOrNull, oneOf } from '../lib/schema.js'
import { oneStep } from '../lib/steps.js'
import { type SnapshotPart, withNumbers, withTexts } from '../workspaces/snapshot-part.js'
import { requireInstant } from '../workspaces/workspace-clock.js'
import { inactiveReasons } from './model.js'
import { type Seeding, sandboxId, sandboxRecords } from './service.js'

const schema = objectOrNull(
  Type.Object(
    {
      seededAt: instant('When the sandbox was last seeded.'),
      inactive: Type.Optional(
        mapOf(
          oneOf(inactiveReasons, 'The reason, as the `inactiveReason` of the listing has it.'),
          'Why listings are inactive, by their ids.',
        ),
      ),
    },
    { additionalProperties: false },
  ),
  'The data of the sandbox; null when it was not seeded.',
)

/** What a snapshot holds of the sandbox: when it was last seeded, and what is inactive; null when it was not. */
export const sandboxPart: SnapshotPart<Seeding | null, typeof schema> = {
  schema,
  none: null,
  take: (contents) => oneStep(() => contents.of(sandboxRecords)[0]?.value ?? null),
  put: (tx, seeding) =>
    oneStep(() => {
      if (seeding !== null) tx.put(sandboxRecords, sandboxId, seeding)
    }),
  present: (seeding) => oneStep(() => seeding && withTexts(seeding)),
  read: (seeding) => oneStep(() => seeding && { inactive: {}, ...withNumbers(seeding) }),
  requireValid: (seeding) =>
    oneStep(() => {
      if (seeding !== null) requireInstant(seeding.seededAt, 'sandbox.seededAt')
    }),
}
