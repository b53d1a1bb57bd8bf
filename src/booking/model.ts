import { fingerprint } from '../lib/ids.js'

/** A room type of a simulated Booking.com hotel. */
export interface Room {
  readonly id: string
  readonly name: string
  readonly maxGuests: number
  readonly numberOfRooms: number
}

/** A simulated Booking.com hotel. The same id always names the same hotel. */
export interface Hotel {
  readonly id: string
  readonly name: string
  readonly type: string
  readonly city: string
  readonly country: string
  readonly rooms: readonly Room[]
}

/** A listing that a room can be mapped to. */
export interface ListingOption {
  readonly id: string
  readonly name: string
  readonly city: string
}

const names = ['Harbour', 'Linden', 'Bellevue', 'Cedar', 'Meridian', 'Aurora', 'Old Mill', 'Palmera'] as const
const types = ['Hotel', 'Guesthouse', 'Aparthotel', 'Inn'] as const
const places = [
  ['Lisbon', 'PT'],
  ['Annecy', 'FR'],
  ['Split', 'HR'],
  ['Porto', 'PT'],
  ['Ghent', 'BE'],
  ['Palma', 'ES'],
  ['Bergen', 'NO'],
  ['Trieste', 'IT'],
] as const
const roomNames = [
  'Deluxe King',
  'Twin with balcony',
  'Family suite',
  'Garden studio',
  'Attic double',
  'Loft',
] as const

/** How many `rooms` calls a hotel whose id ends in 425 answers with `importing` before its rooms are there. */
export const importingPolls = 2

/** Whether a hotel's rooms take a while to be imported. */
export function isSlowImport(hotelId: string): boolean {
  return hotelId.endsWith('425')
}

/** The hotel that an id stands for; name, city and three rooms derive from it. */
export function hotelOf(hotelId: string): Hotel {
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

/** Three listings to map rooms to, for a workspace that has none of its own. */
export function derivedListings(workspaceId: string): readonly ListingOption[] {
  const seed = fingerprint('listings', workspaceId)
  return [1, 2, 3].map((number) => ({
    id: String(800_000_000 + number),
    name: `${pick(names, (seed[0] as number) + number)} apartment`,
    city: pick(places, seed[number])[0],
  }))
}

function pick<T>(from: readonly T[], number: number | undefined): T {
  return from[(number as number) % from.length] as T
}
