import { derivedListings, hotelOf, type ListingOption } from '../booking/model.js'
import { fail } from '../errors/api-error.js'
import { maskForResponse } from '../lib/masking.js'
import type { AccessType, RoomMapping } from '../sessions/model.js'

/** The channels whose accounts have units (published OpenAPI of 2026-10; `booking` is ours). */
export const unitChannels = ['vrbo', 'booking_extranet', 'booking'] as const
export type UnitChannel = (typeof unitChannels)[number]

/** The connection that a path names, `{channel}:{externalAccountId}` (published OpenAPI of 2026-10). */
export interface ConnectionTarget {
  readonly channel: UnitChannel
  readonly accountId: string
}

/** What the channel of an account has to rent out. */
export interface Unit {
  readonly id: string
  readonly name: string
  readonly city: string
  /** Two letters. */
  readonly country: string
  readonly maxGuests: number
}

const form = /^([a-z_]+):(.{1,128})$/s

/** The channel that a path names; undefined where it names none that has units. */
export function channelOf(id: string): UnitChannel | undefined {
  const named = form.exec(id)?.[1]
  return unitChannels.find((channel) => channel === named)
}

/**
 * The connection that a path names.
 *
 * @throws {ApiError} `invalid_param` for another form, and for a channel whose accounts have no units.
 */
export function requireTarget(id: string): ConnectionTarget {
  const channel = channelOf(id)
  if (channel !== undefined) return { channel, accountId: id.slice(channel.length + 1) }
  return fail('invalid_param', {
    message: `${maskForResponse(id)} names no connection whose units can be mapped.`,
    fix: 'Use the channel, a colon and the externalAccountId, like vrbo:12.',
    field: 'id',
    value_received: maskForResponse(id),
    valid_values: unitChannels.map((one) => `${one}:{externalAccountId}`),
  })
}

/**
 * The units of an account, always the same ones: the rooms of a hotel, or three units. Of those, one is called like the
 * first listing of the sandbox, and one like a listing of a workspace that has none of its own, so that both find one.
 */
export function unitsOf(origin: string, { channel, accountId }: ConnectionTarget): readonly Unit[] {
  const { rooms, city, country } = hotelOf(accountId)
  const place = { city, country }
  if (channel === 'booking')
    return rooms.map(({ id, name, maxGuests }) => ({ id, name, maxGuests, ...place }))
  const [, listing] = derivedListings(origin)
  const names = [seededName, listing?.name as string, rooms[0]?.name as string]
  return names.map((name, at) => ({
    id: `${channel === 'vrbo' ? 'vrbo' : 'extranet'}-${accountId}-${at + 1}`,
    name,
    maxGuests: at + 2,
    ...place,
  }))
}

/** The name of the first listing that the sandbox seeds. */
export const seededName = 'Oceanview Suite'

/** The listing of exactly the same name; undefined where there is none, or several (published: exact names only). */
export function namesake(
  { name }: Pick<Unit, 'name'>,
  listings: readonly ListingOption[],
): ListingOption | undefined {
  const [found, ...others] = listings.filter((listing) => listing.name === name)
  return others.length === 0 ? found : undefined
}

/** Why an item of a mapping is not done (ours). */
export const mappingErrors = [
  'unknown_unit',
  'repeated_unit',
  'unknown_listing',
  'create_with_listing',
  'no_exact_match',
] as const
export type MappingError = (typeof mappingErrors)[number]

/** One item of a mapping, as it is asked for. */
export interface MappingItem {
  readonly unitId: string
  readonly listingId?: number | null
  readonly create?: boolean
  readonly calendarSync?: boolean
}

/** What of calendars a mapping speaks of in vain (ours): without full access no calendar is written. */
export function calendarWarnings(
  { channel }: ConnectionTarget,
  items: readonly MappingItem[],
  accessType: AccessType | null,
): readonly string[] {
  if (items.every(({ calendarSync }) => calendarSync === undefined)) return []
  if (channel !== 'vrbo') return [`calendarSync is not used by ${channel}`]
  const isLocked = accessType !== 'full_access' && items.some(({ calendarSync }) => calendarSync)
  return isLocked ? ['calendarSync is not used without the accessType full_access'] : []
}

/** What becomes of one item: an error, a listing or none, or a listing that is still to be created. */
export interface PlannedMapping {
  readonly unitId: string
  readonly error: MappingError | null
  readonly listingId: string | null
  readonly creates: boolean
}

/**
 * What becomes of each item. One that has something wrong leaves the others alone.
 *
 * @param mapped what the units are mapped to now: one that has a listing keeps it, where one is to be created.
 */
export function planMappings(
  items: readonly MappingItem[],
  units: readonly Unit[],
  listings: readonly ListingOption[],
  mapped: RoomMapping,
): readonly PlannedMapping[] {
  const named = new Set<string>()
  const isListing = (id: string | null | undefined) => listings.some((listing) => listing.id === id)
  return items.map(({ unitId, listingId = null, create = false }) => {
    const fails = (error: MappingError) => ({ unitId, error, listingId: null, creates: false })
    if (!units.some(({ id }) => id === unitId)) return fails('unknown_unit')
    if (named.has(unitId)) return fails('repeated_unit')
    named.add(unitId)
    if (create && listingId !== null) return fails('create_with_listing')
    const current = mapped[unitId]
    if (create && !isListing(current)) return { unitId, error: null, listingId: null, creates: true }
    const wanted = create ? (current as string) : listingId === null ? null : String(listingId)
    if (wanted !== null && !isListing(wanted)) return fails('unknown_listing')
    return { unitId, error: null, listingId: wanted, creates: false }
  })
}
