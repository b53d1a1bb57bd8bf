import type { ConnectionInput } from '../connections/model.js'
import { sandboxAccountIds } from '../connections/model.js'
import { hotelAccount } from '../providers/channel.js'

/** The channels on which the sandbox has listings and reservations. */
export type SandboxChannel = keyof typeof sandboxAccountIds

export interface ListingFixture {
  readonly id: string
  readonly ref: string
  readonly name: string
  readonly channels: readonly SandboxChannel[]
  /** Its room in the hotel of the sandbox; null when it is not on Booking.com. */
  readonly roomId: string | null
  readonly street: string
  readonly city: string
  readonly country: string
  readonly latitude: number
  readonly longitude: number
  readonly summary: string
  readonly propertyType: string
  readonly bedrooms: number
  readonly capacity: number
  /** In whole euros. */
  readonly nightlyPrice: number
  readonly amenities: readonly string[]
}

export interface ReservationFixture {
  readonly id: string
  readonly ref: string
  /** The confirmation code that the guest and the channel know. */
  readonly code: string
  readonly listingId: string
  readonly channel: SandboxChannel
  readonly status: 'confirmed' | 'pending' | 'cancelled'
  /** Whether it was changed since it was booked. */
  readonly change: 'new' | 'modified'
  /** Counted from the day of the seeding. */
  readonly days: Readonly<Record<'booked' | 'changed' | 'checkIn' | 'checkOut', number>>
  readonly guest: { readonly id: string; readonly firstName: string; readonly lastName: string }
  readonly adults: number
  readonly children: number
}

interface ConnectionFixture extends Omit<ConnectionInput, 'workspaceId'> {
  readonly ref: string
}

const { airbnb: hostId, booking: hotelId } = sandboxAccountIds

/** The currency of all prices. */
export const sandboxCurrency = 'EUR'

export const listingFixtures: readonly ListingFixture[] = [
  {
    id: '900000101',
    ref: 'sbx-listing-oceanview',
    name: 'Oceanview Suite',
    channels: ['airbnb', 'booking'],
    roomId: `${hotelId}01`,
    street: '12 Rua do Mar',
    city: 'Lisbon',
    country: 'PT',
    latitude: 38.7139,
    longitude: -9.1334,
    summary: 'Two rooms and a terrace above the river.',
    propertyType: 'apartment',
    bedrooms: 2,
    capacity: 4,
    nightlyPrice: 140,
    amenities: ['wifi', 'kitchen', 'terrace'],
  },
  {
    id: '900000102',
    ref: 'sbx-listing-old-mill',
    name: 'Old Mill Loft',
    channels: ['airbnb'],
    roomId: null,
    street: '3 Quai des Tisserands',
    city: 'Annecy',
    country: 'FR',
    latitude: 45.8992,
    longitude: 6.1294,
    summary: 'One large room under the beams of a mill.',
    propertyType: 'loft',
    bedrooms: 1,
    capacity: 2,
    nightlyPrice: 95,
    amenities: ['wifi', 'fireplace'],
  },
  {
    id: '900000103',
    ref: 'sbx-listing-harbour',
    name: 'Harbour House',
    channels: ['booking'],
    roomId: `${hotelId}02`,
    street: '7 Obala Riva',
    city: 'Split',
    country: 'HR',
    latitude: 43.5081,
    longitude: 16.4402,
    summary: 'A house of three floors, a minute from the ferries.',
    propertyType: 'house',
    bedrooms: 3,
    capacity: 6,
    nightlyPrice: 210,
    amenities: ['wifi', 'parking', 'washer'],
  },
]

export const reservationFixtures: readonly ReservationFixture[] = [
  {
    id: '900000201',
    ref: 'sbx-reservation-created',
    code: '9000002011',
    listingId: '900000101',
    channel: 'booking',
    status: 'confirmed',
    change: 'new',
    days: { booked: -1, changed: -1, checkIn: 14, checkOut: 17 },
    guest: { id: '900000401', firstName: 'Ines', lastName: 'Moreira' },
    adults: 2,
    children: 1,
  },
  {
    id: '900000202',
    ref: 'sbx-reservation-modified',
    code: 'HMSBX00202',
    listingId: '900000102',
    channel: 'airbnb',
    status: 'confirmed',
    change: 'modified',
    days: { booked: -12, changed: -2, checkIn: 21, checkOut: 25 },
    guest: { id: '900000402', firstName: 'Jonas', lastName: 'Keller' },
    adults: 2,
    children: 0,
  },
  {
    id: '900000203',
    ref: 'sbx-reservation-cancelled',
    code: '9000002033',
    listingId: '900000103',
    channel: 'booking',
    status: 'cancelled',
    change: 'modified',
    days: { booked: -20, changed: -3, checkIn: 7, checkOut: 10 },
    guest: { id: '900000403', firstName: 'Amara', lastName: 'Okafor' },
    adults: 4,
    children: 2,
  },
  {
    id: '900000204',
    ref: 'sbx-reservation-date-changed',
    code: '9000002044',
    listingId: '900000103',
    channel: 'booking',
    status: 'confirmed',
    change: 'modified',
    days: { booked: -15, changed: -4, checkIn: 30, checkOut: 35 },
    guest: { id: '900000404', firstName: 'Sofia', lastName: 'Lind' },
    adults: 3,
    children: 0,
  },
  {
    id: '900000205',
    ref: 'sbx-reservation-pending',
    code: 'HMSBX00205',
    listingId: '900000101',
    channel: 'airbnb',
    status: 'pending',
    change: 'new',
    days: { booked: 0, changed: 0, checkIn: 10, checkOut: 12 },
    guest: { id: '900000405', firstName: 'Tomas', lastName: 'Novak' },
    adults: 2,
    children: 0,
  },
]

/** The connections; each has the id of its account. The third room of the hotel is not mapped. */
export const connectionFixtures: readonly ConnectionFixture[] = [
  {
    ref: 'sbx-connection-airbnb',
    provider: 'airbnb',
    account: { id: hostId, name: 'Lidia' },
    accessType: 'full_access',
    rooms: {},
  },
  {
    ref: 'sbx-connection-booking',
    provider: 'booking',
    account: hotelAccount(hotelId),
    accessType: null,
    rooms: { [`${hotelId}01`]: '900000101', [`${hotelId}02`]: '900000103' },
  },
]
