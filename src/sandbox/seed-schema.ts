import { Type } from '@sinclair/typebox'
import { component, instant, ref } from '../lib/schema.js'

export const SandboxFixtureRef = component('SandboxFixtureRef', {
  ref: Type.String({ description: 'A name that tells what it is for.' }),
  id: Type.String({ description: 'The same on every seeding, in every workspace.' }),
})

export const SandboxSeedResult = component('SandboxSeedResult', {
  customerId: Type.String({ description: 'The workspace.' }),
  seededAt: instant('When; dates of reservations count from it.'),
  listings: Type.Array(ref(SandboxFixtureRef)),
  reservations: Type.Array(ref(SandboxFixtureRef)),
  connections: Type.Array(ref(SandboxFixtureRef)),
})

export const SandboxResetResult = component('SandboxResetResult', {
  customerId: Type.String({ description: 'The workspace.' }),
  resetAt: instant('When.'),
  deleted: Type.Object(
    { listings: Type.Integer(), reservations: Type.Integer(), connections: Type.Integer() },
    { additionalProperties: false, description: 'How many of each were removed.' },
  ),
})
