import { Type } from '@sinclair/typebox'
import { instant, ref } from '../lib/schema.js'

const exactly = { additionalProperties: false }

export const SandboxFixtureRef = Type.Object(
  {
    ref: Type.String({ description: 'A name that tells what it is for.' }),
    id: Type.String({ description: 'The same on every seeding, in every workspace.' }),
  },
  { $id: 'SandboxFixtureRef', ...exactly },
)

export const SandboxSeedResult = Type.Object(
  {
    customerId: Type.String({ description: 'The workspace.' }),
    seededAt: instant('When; dates of reservations count from it.'),
    listings: Type.Array(ref(SandboxFixtureRef)),
    reservations: Type.Array(ref(SandboxFixtureRef)),
    connections: Type.Array(ref(SandboxFixtureRef)),
  },
  { $id: 'SandboxSeedResult', ...exactly },
)

export const SandboxResetResult = Type.Object(
  {
    customerId: Type.String({ description: 'The workspace.' }),
    resetAt: instant('When.'),
    deleted: Type.Object(
      { listings: Type.Integer(), reservations: Type.Integer(), connections: Type.Integer() },
      { ...exactly, description: 'How many of each were removed.' },
    ),
  },
  { $id: 'SandboxResetResult', ...exactly },
)
