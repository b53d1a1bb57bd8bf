import { Type } from '@sinclair/typebox'
import { instant, objectOrNull } from '../lib/schema.js'
import { type SnapshotPart, withNumbers, withTexts } from '../workspaces/snapshot-part.js'
import { requireInstant } from '../workspaces/workspace-clock.js'
import { type Seeding, sandboxId, sandboxRecords } from './service.js'

const schema = objectOrNull(
  Type.Object({ seededAt: instant('When the sandbox was last seeded.') }, { additionalProperties: false }),
  'The data of the sandbox; null when it was not seeded.',
)

/** What a snapshot holds of the sandbox: when it was last seeded; null when it was not. */
export const sandboxPart: SnapshotPart<Seeding | null, typeof schema> = {
  schema,
  none: null,
  take: (contents) => contents.of(sandboxRecords)[0]?.value ?? null,
  put(tx, seeding) {
    if (seeding !== null) tx.put(sandboxRecords, sandboxId, seeding)
  },
  present: (seeding) => seeding && withTexts(seeding),
  read: (seeding) => seeding && withNumbers(seeding),
  requireValid(seeding) {
    if (seeding !== null) requireInstant(seeding.seededAt, 'sandbox.seededAt')
  },
}
