import { fail } from '../errors/api-error.js'
import { closestMatch } from '../lib/closest-match.js'
import { maskForResponse } from '../lib/masking.js'

/** Every event type with its title and its description, by domain (names: published OpenAPI; texts: ours). */
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
    },
  },
  listings: {
    title: 'Listings',
    events: {
      'listing.created': ['Listing created', 'A listing came into the workspace.'],
      'listing.updated': ['Listing updated', 'Something that guests see of a listing is different now.'],
      'listing.deleted': ['Listing deleted', 'A listing left the workspace.'],
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
      'account.created': ['Account connected', 'A host connected an account.'],
      'account.disconnected': ['Account disconnected', 'An account is not connected any more.'],
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
    },
  },
  system: {
    title: 'System',
    events: {
      'repull.ping': ['Ping', 'Sent on request, to see whether an endpoint answers.'],
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
