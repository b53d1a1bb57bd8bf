import { Type } from '@sinclair/typebox'
import { component, instant, integer, ref, string } from '../lib/schema.js'

export const SandboxFixtureRef = component(
  'SandboxFixtureRef',
  {
    ref: string('A name that says what the record is for, like `sbx-listing-oceanview`.'),
    id: string('The id of the record. It is the same after every seeding, in every workspace.'),
  },
  'A record that the seeding made.',
)

const customerId = string('The id of the workspace.')

export const SandboxSeedResult = component(
  'SandboxSeedResult',
  {
    customerId,
    seededAt: instant('When the workspace was seeded. The dates of reservations count from this day.'),
    listings: Type.Array(ref(SandboxFixtureRef), { description: 'The three listings.' }),
    reservations: Type.Array(ref(SandboxFixtureRef), {
      description: 'The five reservations, one for each case.',
    }),
    connections: Type.Array(ref(SandboxFixtureRef), {
      description: 'The connections to Airbnb and Booking.com.',
    }),
  },
  'What the seeding made.',
)

export const SandboxResetResult = component(
  'SandboxResetResult',
  {
    customerId,
    resetAt: instant('When the data was removed.'),
    deleted: Type.Object(
      {
        listings: integer('The number of listings that were removed.'),
        reservations: integer('The number of reservations that were removed.'),
        connections: integer('The number of connections that were removed.'),
      },
      { additionalProperties: false, description: 'How much was removed; zeros when nothing was there.' },
    ),
  },
  'What the reset removed.',
)
