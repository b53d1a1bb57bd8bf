import { fingerprint } from '../lib/ids.js'

/** A simulated Booking.com hotel. The same id always names the same hotel. */
export type Hotel = ReturnType<typeof hotelOf>

/** A room type of a hotel. */
export type Room = Hotel['rooms'][number]

/** A listing that a room can be mapped to. */
export interface ListingOption {
  readonly id: string
  readonly name: string
  readonly city: string
}

const names = ['Harbour', 'Linden', 'Bellevue', 'Cedar', 'Meridian', 'Aurora', 'Old Mill', 'Palmera']
const types = ['Hotel', 'Guesthouse', 'Aparthotel', 'Inn']
const roomNames = [
  'Deluxe King',
  'Twin with balcony',
  'Family suite',
  'Garden studio',
  'Attic double',
  'Loft',
]
const places: readonly (readonly [string, string])[] = [
  ['Lisbon', 'PT'],
  ['Annecy', 'FR'],
  ['Split', 'HR'],
  ['Porto', 'PT'],
  ['Ghent', 'BE'],
  ['Palma', 'ES'],
  ['Bergen', 'NO'],
  ['Trieste', 'IT'],
]

/** How many `rooms` calls a hotel whose id ends in 425 answers with `importing` before its rooms are there. */
export const importingPolls = 2

/** Whether a hotel's rooms take a while to be imported. */
export function isSlowImport(hotelId: string): boolean {
  return hotelId.endsWith('425')
}

/** What the connection of a hotel may lack (published OpenAPI of 2026-10). */
export const capabilities = ['content', 'reservations', 'rates', 'messaging'] as const

/** What a hotel did not allow: `content` for an id that ends in 403 (ours), else nothing. */
export function missingCapabilitiesOf(hotelId: string): (typeof capabilities)[number][] {
  return hotelId.endsWith('403') ? ['content'] : []
}

/** The hotel of an id, which decides its name, its city and its three rooms. */
export function hotelOf(hotelId: string) {
  const seed = fingerprint('hotel', hotelId)
  const [city, country] = pick(places, seed[1])
  const type = pick(types, seed[2])
  return {
    id: hotelId,
    name: `${pick(names, seed[0])} ${type}`,
    type,
    city,
    country,
    rooms: [1, 2, 3].map((number) => ({
      id: `${hotelId}0${number}`,
      name: pick(roomNames, (seed[3] as number) + number),
      maxGuests: number + 1,
      numberOfRooms: 1 + ((seed[3 + number] as number) % 4),
    })),
  }
}

/** Three listings to map rooms to, for a workspace with this origin that has none of its own. */
export function derivedListings(origin: string): readonly ListingOption[] {
  const seed = fingerprint('listings', origin)
  return [1, 2, 3].map((number) => ({
    id: String(800_000_000 + number),
    name: `${pick(names, (seed[0] as number) + number)} apartment`,
    city: pick(places, seed[number])[0],
  }))
}

function pick<T>(from: readonly T[], number: number | undefined): T {
  return from[(number as number) % from.length] as T
}

/** What accounts are connected as that have units, but for a claimed hotel. */
export const newListingChannels = ['vrbo', 'booking_extranet'] as const

/** A room of a hotel, or a unit of another channel, for which a listing is created. */
export interface NewListing {
  readonly hotelId: string
  /** The connection to the hotel. */
  readonly connectionId: string
  readonly roomId: string
  readonly name: string
  readonly street: string
  readonly city: string
  readonly country: string
  readonly capacity: number
  /** What the account of the unit is connected as; absent for a room of a claimed hotel. */
  readonly channel?: (typeof newListingChannels)[number]
}

/** The listing to create for a room of a hotel, or for a unit of an account, whose place is that of the hotel of its id. */
export function newListingOf(
  { id: hotelId, name: street, city, country }: Hotel,
  connectionId: string,
  { id: roomId, name, maxGuests: capacity }: Pick<Room, 'id' | 'name' | 'maxGuests'>,
): NewListing {
  return { hotelId, connectionId, roomId, name, street, city, country, capacity }
}
