import { Type } from '@sinclair/typebox'
import { newListingChannels } from '../booking/model.js'
import { idOfConnection } from '../connections/model.js'
import { bounds } from '../lib/bounds.js'
import { instant, instantOrNull, integer, mapOf, objectOrNull, oneOf } from '../lib/schema.js'
import { oneStep } from '../lib/steps.js'
import { type SnapshotPart, withNumbers, withTexts } from '../workspaces/snapshot-part.js'
import { requireInstant } from '../workspaces/workspace-clock.js'
import { inactiveReasons, type Seeding } from './model.js'
import { sandboxId, sandboxRecords } from './records.js'

const text = (description: string) => Type.String({ maxLength: 128, description })

const KeptListing = Type.Object(
  {
    id: Type.String({ pattern: '^[0-9]{9,12}$', description: 'The id of the listing.' }),
    name: text('The name of the listing.'),
    street: text('Its street, or the name of its hotel.'),
    city: text('The city of its hotel.'),
    country: text('Its country, as an ISO 3166 code of two letters.'),
    capacity: integer('How many guests fit in.'),
    roomId: Type.String({ maxLength: 256, description: 'The id of its room, or of its unit.' }),
    channel: Type.Optional(
      oneOf(
        newListingChannels,
        'What the account of its unit is connected as; absent for a room of a claimed hotel.',
      ),
    ),
    hotelId: text('The id of the hotel of the room.'),
    connectionId: text('The id of the connection to the hotel.'),
    createdAt: instant('When it was created.'),
  },
  { additionalProperties: false, description: 'A listing that was created for a room.' },
)

const schema = objectOrNull(
  Type.Object(
    {
      seededAt: instantOrNull('When the sandbox was last seeded; null when it only has created listings.'),
      inactive: Type.Optional(
        mapOf(
          oneOf(inactiveReasons, 'The reason, as the `inactiveReason` of the listing has it.'),
          'Why listings are inactive, by their ids.',
        ),
      ),
      created: Type.Optional(
        Type.Array(KeptListing, {
          maxItems: bounds.createdListings.maxItems,
          description: 'The listings that were created for rooms, oldest first.',
        }),
      ),
    },
    { additionalProperties: false },
  ),
  'The data of the sandbox; null when it was not seeded.',
)

/** What a snapshot holds of the sandbox: when it was last seeded, what is inactive and what was created; null for nothing. */
export const sandboxPart: SnapshotPart<Seeding | null, typeof schema> = {
  schema,
  none: null,
  take: (contents) => oneStep(() => contents.of(sandboxRecords)[0]?.value ?? null),
  put: (tx, seeding) =>
    oneStep(() => {
      if (seeding === null) return
      const created = seeding.created.map((one) => ({
        ...one,
        connectionId: idOfConnection(tx.workspaceId, one.channel ?? 'booking', one.hotelId),
      }))
      tx.put(sandboxRecords, sandboxId, { ...seeding, created })
    }),
  present: (seeding) =>
    oneStep(() => seeding && { ...withTexts(seeding), created: seeding.created.map(withTexts) }),
  read: (seeding) =>
    oneStep(
      () =>
        seeding && {
          inactive: {},
          ...withNumbers(seeding),
          created: (seeding.created ?? []).map(withNumbers),
        },
    ),
  requireValid: (seeding) =>
    oneStep(() => {
      if (seeding === null) return
      if (seeding.seededAt !== null) requireInstant(seeding.seededAt, 'sandbox.seededAt')
      seeding.created.forEach(({ createdAt }, at) => {
        requireInstant(createdAt, `sandbox.created[${at}].createdAt`)
      })
    }),
}
