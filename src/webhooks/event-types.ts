import { fail } from '../errors/api-error.js'
import { closestMatch } from '../lib/closest-match.js'
import { maskForResponse } from '../lib/masking.js'
import type { ApiVersion } from '../versions/api-version.js'
import { inVersion } from '../versions/differences.js'

/** Marks a type that Repull publishes since 2026-10. */
const isNew = true

/**
 * Every event type with its title and its description, by domain (names: published OpenAPI; texts: ours). Those with a third
 * member are published since 2026-10.
 */
export const eventDomains = {
  reservations: {
    title: 'Reservations',
    events: {
      'reservation.created': ['Reservation created', 'A channel took a booking.'],
      'reservation.updated': [
        'Reservation updated',
        'Dates, guests or status of a booking are different now.',
      ],
      'reservation.cancelled': ['Reservation cancelled', 'A booking was called off.'],
      'reservation.message.received': ['Message received', 'A guest wrote about a booking.'],
      'reservation.message.sent': ['Message sent', 'A host wrote about a booking.', isNew],
      'reservation.message.updated': ['Message updated', 'A message about a booking was edited.', isNew],
      'reservation.alteration.created': [
        'Alteration requested',
        'Somebody asked to change a booking.',
        isNew,
      ],
      'reservation.alteration.responded': [
        'Alteration answered',
        'The request to change a booking was accepted or declined.',
        isNew,
      ],
      'reservation.request.created': ['Booking requested', 'A guest asked whether they may book.', isNew],
      'reservation.request.updated': [
        'Booking request answered',
        'The request of a guest was accepted, declined or withdrawn, or it lapsed.',
        isNew,
      ],
      'inquiry.created': ['Inquiry created', 'A guest asked about a listing.', isNew],
      'inquiry.updated': ['Inquiry updated', 'An inquiry was answered, or led to a booking.', isNew],
    },
  },
  listings: {
    title: 'Listings',
    events: {
      'listing.created': ['Listing created', 'A listing came into the workspace.'],
      'listing.updated': ['Listing updated', 'Something that guests see of a listing is different now.'],
      'listing.deleted': ['Listing deleted', 'A listing left the workspace.'],
      'listing.suspended': ['Listing suspended', 'A channel took a listing off the market.', isNew],
      'listing.reactivated': ['Listing reactivated', 'A channel put a listing back on the market.', isNew],
    },
  },
  calendar: {
    title: 'Calendar',
    events: {
      'calendar.updated': ['Calendar updated', 'Prices or free nights of a listing are different now.'],
    },
  },
  accounts: {
    title: 'Accounts',
    events: {
      'account.created': ['Account connected', 'A host connected an account for the first time.'],
      'account.disconnected': ['Account disconnected', 'An account is not connected any more.'],
      'connect.session.completed': [
        'Connect session completed',
        'A host completed a Connect session, also for an account that was connected before.',
        isNew,
      ],
    },
  },
  reviews: {
    title: 'Reviews',
    events: {
      'review.created': ['Review created', 'A guest or a host wrote a review.', isNew],
      'review.responded': ['Review answered', 'A host answered a review.', isNew],
    },
  },
  ai: {
    title: 'AI operations',
    events: {
      'ai.operation.completed': ['AI operation completed', 'What was asked of an AI is done.'],
      'ai.operation.failed': ['AI operation failed', 'What was asked of an AI could not be done.'],
    },
  },
  payments: {
    title: 'Payments',
    events: {
      'payment.completed': ['Payment completed', 'Money for a booking has arrived.'],
      'payment.refunded': ['Payment refunded', 'Money for a booking went back.'],
      'payout.completed': ['Payout completed', 'A channel paid money out to a host.', isNew],
    },
  },
  system: {
    title: 'System',
    events: {
      'migration.completed': ['Migration completed', 'An import into a workspace has ended.', isNew],
      'migration.failed': ['Migration failed', 'An import into a workspace could not be ended.', isNew],
      'repull.ping': ['Ping', 'Sent on request, to see whether an endpoint answers.'],
      'usage.quota.warning': ['Quota warning', 'The calls of the workspace come near their quota.', isNew],
    },
  },
} as const

export type EventDomain = keyof typeof eventDomains
type EventsOf<Domain> = Domain extends { readonly events: infer Events } ? keyof Events : never
export type EventType = EventsOf<(typeof eventDomains)[EventDomain]>

/** The published types, in the order of the catalogue. */
export const eventTypes = Object.values(eventDomains).flatMap(({ events }) =>
  Object.keys(events),
) as EventType[]

/** The domains with the types that a version of the API lists. Clients of July fail on a type that they do not know. */
export function domainsListed(version: ApiVersion) {
  const listsAll = inVersion(version, 'eventTypesListed') === eventTypes.length
  return (Object.keys(eventDomains) as EventDomain[]).flatMap((id) => {
    const { title } = eventDomains[id]
    const events = Object.entries<EventText>(eventDomains[id].events)
      .filter(([, [, , isNew]]) => listsAll || !isNew)
      .map(([type, [title, description]]) => ({ type: type as EventType, domain: id, title, description }))
    return events.length === 0 ? [] : [{ id, title, events }]
  })
}

type EventText = readonly [title: string, description: string, isNew?: boolean]

/** The only version of event bodies (published). */
export const apiVersion = '2026-04'

/** Every name under which a type can be asked for: the published documentation has two names for one of them. */
export const eventNames = [...eventTypes, 'account.connected'] as const

export type EventName = (typeof eventNames)[number]

/** The type that a name stands for. */
export function eventTypeOf(name: EventName): EventType {
  return name === 'account.connected' ? 'account.created' : name
}

/**
 * The type that a path names.
 *
 * @throws {ApiError} `invalid_param` when there is none.
 */
export function requireEventType(name: string): EventType {
  const known = eventNames.find((one) => one === name)
  if (known !== undefined) return eventTypeOf(known)
  const meant = closestMatch(name, eventNames)
  fail('invalid_param', {
    message: `There is no event type ${maskForResponse(name)}.`,
    fix: 'Use one of those that GET /v1/webhooks/event-types lists.',
    field: 'event_type',
    value_received: maskForResponse(name),
    valid_values: eventNames,
    ...(meant !== undefined && { did_you_mean: meant }),
  })
}
