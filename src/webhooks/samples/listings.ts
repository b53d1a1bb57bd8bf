import { isoTime } from '../../lib/clock.js'
import { dayOf, type Listing } from '../../sandbox/model.js'
import { customerId, type Sample, type Subject, sandboxAccount } from './subject.js'

/**
 * Samples of events about listings (members: published OpenAPI; values: ours). Since 2026-10 a changed or deleted listing
 * comes as `object`; the members of 2026-07 are there beside it.
 */
export function listingSamples({ at, nowMs, listing }: Subject) {
  const { name, city, country } = listing
  const id = Number(listing.id)
  const object = objectOf(listing, at)
  const suspended = { ...object, active: false, status: 'inactive' }
  return {
    'listing.created': about({
      id,
      title: name,
      address: { city, region: city, country },
      bedrooms: listing.bedrooms,
      bathrooms: 1,
      maxGuests: listing.capacity,
      createdAt: at,
    }),
    'listing.updated': about({
      id,
      changes: { title: { from: 'Oceanview', to: name } },
      updatedAt: at,
      object,
      area: 'content',
      previousAttributes: { name: 'Oceanview' },
      revision: at,
    }),
    'listing.deleted': about({ id, deletedAt: at, reason: 'removed_by_host', object: suspended }),
    'listing.suspended': about({ object: suspended, reason: 'quality_standards', occurredAt: at }),
    'listing.reactivated': about({ object, reason: null, occurredAt: at }),
    'calendar.updated': about({
      listingId: id,
      range: { start: dayOf(nowMs, 0), end: dayOf(nowMs, 14) },
      affectedDates: 14,
      pricingChanged: true,
      availabilityChanged: false,
    }),
    'review.created': about({ object: reviewOf(listing, at) }),
    'review.responded': about({ object: reviewOf(listing, at), respondedAt: at }),
  }
}

function about(data: Sample['data']): Sample {
  return { account: sandboxAccount('airbnb'), data }
}

/** A listing as events carry it. */
function objectOf({ id, name, city, country, channels, createdAt }: Listing, at: string) {
  return {
    id,
    customerId,
    channel: 'airbnb',
    externalListingId: id,
    name,
    active: true,
    status: 'active',
    address: { city, region: city, country },
    thumbnailUrl: null,
    channels: channels.map((platform) => ({
      platform,
      externalId: id,
      active: true,
      syncEnabled: true,
      syncCategory: 'sync_all',
    })),
    createdAt: isoTime(createdAt),
    updatedAt: at,
  }
}

function reviewOf({ id }: Listing, at: string) {
  return {
    id: 900000901,
    channel: 'airbnb',
    listingId: Number(id),
    reservationId: null,
    customerId,
    reviewerRole: 'guest',
    rating: 5,
    submittedAt: at,
  }
}
