import { type Static, Type } from '@sinclair/typebox'
import { boolean, oneOf, string } from '../lib/schema.js'
import type { ProviderSlug } from '../providers/providers.js'
import { Slug } from '../providers/schema.js'
import type { WritePolicy } from './write-policy.js'

/** Which writes of reservations a PMS takes (published OpenAPI of 2026-10). */
export const ReservationCapabilities = Type.Object(
  {
    managedBy: oneOf(['pms'], 'Who books: the PMS that is connected.'),
    provider: Slug,
    create: boolean('Whether reservations can be created.'),
    modify: boolean('Whether reservations can be changed.'),
    cancel: boolean('Whether reservations can be cancelled.'),
    quote: boolean('Whether a stay can be priced beforehand.'),
    customPrice: boolean('Whether a new reservation may bring its own price.'),
    notes: string('What the flags do not say, and why something is off; empty when there is nothing to say.'),
    verifiedAgainst: oneOf(
      ['sandbox', 'vendor_docs'],
      'Whether Repull has tried it on a sandbox of the PMS, or read its documentation.',
    ),
  },
  {
    $id: 'ReservationCapabilities',
    additionalProperties: false,
    description:
      'Which writes of reservations the PMS takes. A flag is true only while the PMS, its connection and its write policy allow it. This mock says so, and has none of these writes.',
  },
)

/** What a PMS cannot do (published). */
const lacking: Readonly<Partial<Record<ProviderSlug, readonly string[]>>> = {
  mews: ['quote'],
  cloudbeds: ['quote', 'customPrice'],
  igms: ['quote'],
  ownerrez: ['cancel', 'customPrice'],
}

const limits: Readonly<Partial<Record<ProviderSlug, string>>> = {
  smoobu: 'The dates of a reservation cannot be changed.',
  igms: 'A new reservation needs a price.',
}

const triedOnSandbox: ReadonlySet<ProviderSlug> = new Set(['mews', 'cloudbeds'])

/** @param isUsable whether the PMS is connected, and its connection is well. */
export function reservationCapabilitiesOf(
  provider: ProviderSlug,
  isUsable: boolean,
  { reservations: { api } }: WritePolicy,
): Static<typeof ReservationCapabilities> {
  const off = !isUsable
    ? 'There is no connection that can be used.'
    : !api && 'The switch reservations.api of the write policy is off.'
  const can = (name: string) => !off && !lacking[provider]?.includes(name)
  return {
    managedBy: 'pms',
    provider,
    create: can('create'),
    modify: can('modify'),
    cancel: can('cancel'),
    quote: can('quote'),
    customPrice: can('customPrice'),
    notes: off || (limits[provider] ?? ''),
    verifiedAgainst: triedOnSandbox.has(provider) ? 'sandbox' : 'vendor_docs',
  }
}
