import { isoTime } from '../lib/clock.js'
import type { ApiVersion } from '../versions/api-version.js'
import { inVersion } from '../versions/differences.js'
import type { IsConnected } from './connected.js'
import { type SandboxChannel, sandboxCurrency } from './fixtures.js'
import {
  type Listing,
  lifecycleStatus,
  type Reservation,
  recordAccountOf,
  sourceOf,
  statusOf,
} from './model.js'

/** @param include the optional parts, separated by commas. */
export function presentListing(listing: Listing, isConnected: IsConnected, include = '') {
  const { id, name, street, city, channels, createdAt } = listing
  const parts = include.split(/, ?/)
  const isOn = (channel: SandboxChannel) => listing.inactiveReason === null && isConnected(listing, channel)
  return {
    id,
    name,
    publicName: name,
    address: { street, city },
    thumbnailUrl: null,
    status: statusOf(listing),
    ...inactiveOf(listing),
    channels: channels.map((platform) => ({
      platform,
      externalId: id,
      active: isOn(platform),
      syncEnabled: isOn(platform),
    })),
    ...(parts.includes('amenities') && { amenities: presentAmenities(listing) }),
    ...(parts.includes('content') && { content: presentContent(listing) }),
    ...(parts.includes('details') && { details: presentDetails(listing) }),
    createdAt: isoTime(createdAt),
    updatedAt: isoTime(createdAt),
  } as const
}

/** The reason of an inactive listing; nothing of an active one. */
export function inactiveOf({ inactiveReason }: Listing) {
  return inactiveReason === null ? {} : { inactiveReason }
}

/** @param version says whether coordinates are strings or numbers. */
export function presentProperty(listing: Listing, version: ApiVersion, include?: 'amenities') {
  const { id, name, street, city, latitude, longitude, channels, hotel, createdAt } = listing
  const isText = inVersion(version, 'coordinates') === 'strings'
  const degrees = (value: number | null) => (isText && value !== null ? String(value) : value)
  return {
    id,
    name,
    publicName: name,
    address: street,
    city,
    latitude: degrees(latitude),
    longitude: degrees(longitude),
    currency: sandboxCurrency,
    status: statusOf(listing),
    ...inactiveOf(listing),
    lifecycleStatus,
    createdAt: isoTime(createdAt),
    updatedAt: isoTime(createdAt),
    channels: [...channels],
    accounts: channels.map((channel) => recordAccountOf(channel, hotel)),
    ...(include && { amenities: presentAmenities(listing) }),
  }
}

/** The full name of the guest. */
export function guestName({ guest: { firstName, lastName } }: Reservation): string {
  return `${firstName} ${lastName}`
}

/** The deprecated members repeat the others. */
export function presentReservation(reservation: Reservation) {
  const { id, listingId, checkIn, checkOut, status, channel, code, guest, adults, children } = reservation
  const source = sourceOf[channel]
  const { bookedAt, updatedAt, totalPrice } = reservation
  return {
    id,
    listingId,
    guestId: guest.id,
    checkIn,
    checkOut,
    status,
    source,
    platform: source,
    account: recordAccountOf(channel),
    confirmationCode: code,
    primaryGuest: { ...guest, email: `guest-${guest.id}@guests.example`, phone: null, language: 'en' },
    occupancy: { adults, children, infants: 0, pets: 0, total: adults + children },
    financials: { totalPrice, currency: sandboxCurrency, paymentStatus: null },
    totalPrice: totalPrice.toFixed(2),
    currency: sandboxCurrency,
    createdAt: isoTime(bookedAt),
    updatedAt: isoTime(updatedAt),
    bookedAt: isoTime(bookedAt),
    guestName: guestName(reservation),
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
