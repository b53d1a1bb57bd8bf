import type { EventType, eventDomains } from './event-types.js'

/** What a reader needs to know of an event type. */
export interface EventDescription {
  readonly domain: keyof typeof eventDomains
  readonly title: string
  readonly description: string
}

/** Every event type, once (names: published OpenAPI; texts: ours). */
export const eventCatalogue: Readonly<Record<EventType, EventDescription>> = {
  'reservation.created': {
    domain: 'reservations',
    title: 'Reservation created',
    description: 'A channel took a booking.',
  },
  'reservation.updated': {
    domain: 'reservations',
    title: 'Reservation updated',
    description: 'Dates, guests or status of a booking are different now.',
  },
  'reservation.cancelled': {
    domain: 'reservations',
    title: 'Reservation cancelled',
    description: 'A booking was called off.',
  },
  'reservation.message.received': {
    domain: 'reservations',
    title: 'Message received',
    description: 'A guest wrote about a booking.',
  },
  'listing.created': {
    domain: 'listings',
    title: 'Listing created',
    description: 'A listing came into the workspace.',
  },
  'listing.updated': {
    domain: 'listings',
    title: 'Listing updated',
    description: 'Something that guests see of a listing is different now.',
  },
  'listing.deleted': {
    domain: 'listings',
    title: 'Listing deleted',
    description: 'A listing left the workspace.',
  },
  'calendar.updated': {
    domain: 'calendar',
    title: 'Calendar updated',
    description: 'Prices or free nights of a listing are different now.',
  },
  'account.created': {
    domain: 'accounts',
    title: 'Account connected',
    description: 'A host connected an account.',
  },
  'account.disconnected': {
    domain: 'accounts',
    title: 'Account disconnected',
    description: 'An account is not connected any more.',
  },
  'ai.operation.completed': {
    domain: 'ai',
    title: 'AI operation completed',
    description: 'What was asked of an AI is done.',
  },
  'ai.operation.failed': {
    domain: 'ai',
    title: 'AI operation failed',
    description: 'What was asked of an AI could not be done.',
  },
  'payment.completed': {
    domain: 'payments',
    title: 'Payment completed',
    description: 'Money for a booking has arrived.',
  },
  'payment.refunded': {
    domain: 'payments',
    title: 'Payment refunded',
    description: 'Money for a booking went back.',
  },
  'repull.ping': {
    domain: 'system',
    title: 'Ping',
    description: 'Sent on request, to see whether an endpoint answers.',
  },
}
