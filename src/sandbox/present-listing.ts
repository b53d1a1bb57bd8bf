import { isoTime } from '../lib/clock.js'
import { sandboxCurrency } from './fixtures.js'
import { type Listing, lifecycleStatus, listingStatus } from './listing.js'

/** A listing, with the parts that `include` names, commas between. */
export function presentListing(listing: Listing, include = '') {
  const { id, name, street, city, channels, createdAt } = listing
  const parts = include.split(/, ?/)
  return {
    id,
    name,
    address: { street, city },
    thumbnailUrl: null,
    status: listingStatus,
    channels: channels.map((platform) => ({ platform, externalId: id, active: true, syncEnabled: true })),
    ...(parts.includes('amenities') && { amenities: presentAmenities(listing) }),
    ...(parts.includes('content') && { content: presentContent(listing) }),
    ...(parts.includes('details') && { details: presentDetails(listing) }),
    createdAt: isoTime(createdAt),
    updatedAt: isoTime(createdAt),
  } as const
}

/** The same listing as a property. */
export function presentProperty(listing: Listing, include?: 'amenities') {
  const { id, name, street, city, latitude, longitude, channels, createdAt } = listing
  return {
    id,
    name,
    address: street,
    city,
    latitude,
    longitude,
    currency: sandboxCurrency,
    status: listingStatus,
    lifecycleStatus,
    createdAt: isoTime(createdAt),
    channels: [...channels],
    ...(include && { amenities: presentAmenities(listing) }),
  }
}

function presentAmenities({ amenities }: Listing) {
  return amenities.map((amenityKey) => ({ amenityKey, category: null, isPresent: true, instruction: null }))
}

function presentContent({ name, summary, city, amenities }: Listing) {
  return {
    title: name,
    summary,
    description: summary,
    space: null,
    guestAccess: 'The whole place is yours.',
    neighborhoodOverview: `In the middle of ${city}.`,
    gettingAround: null,
    transit: null,
    houseRules: 'No smoking.',
    additionalRules: null,
    notes: null,
    interactionWithGuests: 'By message at any time.',
    amenities: [...amenities],
  }
}

function presentDetails({ propertyType, bedrooms, capacity }: Listing) {
  return {
    propertyType,
    propertyTypeCategory: propertyType,
    roomTypeCategory: 'entire_home',
    bedrooms,
    bathrooms: '1',
    beds: bedrooms,
    personCapacity: capacity,
    checkInTimeStart: '15:00',
    checkInTimeEnd: '22:00',
    checkOutTime: '11:00',
    minNights: 1,
    maxNights: 30,
    advanceBookingDays: 365,
    turnoverDays: 0,
    wifiNetwork: 'sandbox',
    wifiPassword: null,
    houseManual: null,
    directions: null,
    propertySize: null,
    yearBuilt: null,
    numberOfFloors: null,
    listingFloor: null,
  }
}
