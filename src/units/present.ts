import type { Static } from '@sinclair/typebox'
import type { ListingOption } from '../booking/model.js'
import { type ConnectionTarget, namesake, type Unit } from './model.js'
import type * as schema from './schema.js'
import type { MappingResult, UnitsView } from './service.js'

/** A listing that units can be mapped to. */
export function presentOption({ id, name, city }: ListingOption): Static<typeof schema.ListingOption> {
  return { id: Number(id), name, city }
}

function presentTarget({ channel, accountId }: ConnectionTarget) {
  return { connection_id: `${channel}:${accountId}`, channel }
}

/** @param most as many listings as it has at most. */
export function presentUnits(view: UnitsView, most: number): Static<typeof schema.ConnectionUnits> {
  const { target, status, units, listings } = view
  return {
    ...presentTarget(target),
    status,
    units: units.map((unit) => presentUnit(unit, view)),
    listing_options: listings.slice(0, most).map(presentOption),
    missing_capabilities: [],
    listing_options_total: listings.length,
  }
}

function presentUnit(
  unit: Unit,
  { target: { channel }, listings, connection, accessType }: UnitsView,
): Static<typeof schema.ConnectionUnit> {
  const { id, name, city, country, maxGuests } = unit
  return {
    unit_id: id,
    unit_name: name,
    grain: channel === 'vrbo' ? 'listing' : 'room',
    // A listing that is gone counts as none.
    current_listing_id: numberOrNull(listings.find((one) => one.id === connection?.rooms[id])?.id ?? null),
    suggested_listing_id: numberOrNull(namesake(unit, listings)?.id ?? null),
    meta: {
      city,
      country,
      max_guests: maxGuests,
      // By default the calendars of an account with full access are written, and of no other (published).
      ...(channel === 'vrbo' && {
        calendar_sync: accessType === 'full_access' && (connection?.calendarSync?.[id] ?? true),
      }),
    },
  }
}

/** What has become of a mapping. */
export function presentResults(
  target: ConnectionTarget,
  results: readonly MappingResult[],
): Static<typeof schema.ConnectionMappingResults> {
  return {
    ...presentTarget(target),
    results: results.map(({ unitId, listingId, created, error }) => ({
      unit_id: unitId,
      listing_id: numberOrNull(listingId),
      created,
      ok: error === null,
      error,
    })),
  }
}

function numberOrNull(listingId: string | null): number | null {
  return listingId === null ? null : Number(listingId)
}
