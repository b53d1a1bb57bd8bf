import type { EventType, eventDomains } from './event-types.js'

/** What a reader needs to know of an event type. */
export interface EventDescription {
  readonly domain: keyof typeof eventDomains
  readonly title: string
  readonly description: string
  /** The `data` of an event as a test of it carries it. */
  readonly sample: Readonly<Record<string, unknown>>
}

const at = '2026-11-21T09:00:00.000Z'
const reservation = {
  id: 900000201,
  uid: 'HMSBX00201',
  channel: 'airbnb',
  listingId: 900000101,
  customerId: 1,
  checkinDate: '2026-12-04',
  checkoutDate: '2026-12-09',
  status: 'confirmed',
}
const account = {
  workspaceId: '5b1f7a52-0f1c-8c1e-a0d4-2f6f0c9d1e77',
  accountId: '900000301',
  provider: 'airbnb',
}

/** Every event type, once (names and members: published OpenAPI; texts and values: ours). */
export const eventCatalogue: Readonly<Record<EventType, EventDescription>> = {
  'reservation.created': {
    domain: 'reservations',
    title: 'Reservation created',
    description: 'A channel took a booking.',
    sample: { object: reservation },
  },
  'reservation.updated': {
    domain: 'reservations',
    title: 'Reservation updated',
    description: 'Dates, guests or status of a booking are different now.',
    sample: {
      object: reservation,
      previousAttributes: { checkinDate: '2026-12-03', checkoutDate: '2026-12-08' },
    },
  },
  'reservation.cancelled': {
    domain: 'reservations',
    title: 'Reservation cancelled',
    description: 'A booking was called off.',
    sample: {
      object: { ...reservation, status: 'cancelled' },
      cancelledAt: at,
      cancelledBy: 'guest',
      reason: 'plans_changed',
    },
  },
  'reservation.message.received': {
    domain: 'reservations',
    title: 'Message received',
    description: 'A guest wrote about a booking.',
    sample: {
      reservationId: 900000201,
      threadId: 'thr_900000201',
      from: { type: 'guest', name: 'Mara Lind' },
      body: 'Is there a cot for our baby?',
      sentAt: at,
    },
  },
  'listing.created': {
    domain: 'listings',
    title: 'Listing created',
    description: 'A listing came into the workspace.',
    sample: {
      id: 900000101,
      title: 'Oceanview',
      address: { city: 'Porto', region: 'Porto', country: 'PT' },
      bedrooms: 2,
      bathrooms: 1,
      maxGuests: 4,
      createdAt: at,
    },
  },
  'listing.updated': {
    domain: 'listings',
    title: 'Listing updated',
    description: 'Something that guests see of a listing is different now.',
    sample: {
      id: 900000101,
      changes: { title: { from: 'Oceanview', to: 'Oceanview with terrace' } },
      updatedAt: at,
    },
  },
  'listing.deleted': {
    domain: 'listings',
    title: 'Listing deleted',
    description: 'A listing left the workspace.',
    sample: { id: 900000101, deletedAt: at, reason: 'removed_by_host' },
  },
  'calendar.updated': {
    domain: 'calendar',
    title: 'Calendar updated',
    description: 'Prices or free nights of a listing are different now.',
    sample: {
      listingId: 900000101,
      range: { start: '2026-12-01', end: '2026-12-15' },
      affectedDates: 14,
      pricingChanged: true,
      availabilityChanged: false,
    },
  },
  'account.created': {
    domain: 'accounts',
    title: 'Account connected',
    description: 'A host connected an account.',
    sample: { ...account, accessType: 'full_access', createdAt: at },
  },
  'account.disconnected': {
    domain: 'accounts',
    title: 'Account disconnected',
    description: 'An account is not connected any more.',
    sample: { ...account, connectionId: '900000301', disconnectedAt: at, reason: 'manual_disconnect' },
  },
  'ai.operation.completed': {
    domain: 'ai',
    title: 'AI operation completed',
    description: 'What was asked of an AI is done.',
    sample: {
      operationId: 'aiop_900000401',
      type: 'respond-to-guest',
      inputSummary: 'A guest asked for a cot',
      output: { message: 'Yes, we will put one up for you.' },
      tokensUsed: 120,
      completedAt: at,
    },
  },
  'ai.operation.failed': {
    domain: 'ai',
    title: 'AI operation failed',
    description: 'What was asked of an AI could not be done.',
    sample: {
      operationId: 'aiop_900000402',
      type: 'price-suggestion',
      error: { code: 'no_market_data', message: 'There are too few listings to compare with.' },
      failedAt: at,
    },
  },
  'payment.completed': {
    domain: 'payments',
    title: 'Payment completed',
    description: 'Money for a booking has arrived.',
    sample: {
      id: 'pay_900000501',
      reservationId: 900000201,
      amount: '640.00',
      currency: 'EUR',
      method: 'card',
      capturedAt: at,
    },
  },
  'payment.refunded': {
    domain: 'payments',
    title: 'Payment refunded',
    description: 'Money for a booking went back.',
    sample: {
      id: 'pay_900000501',
      refundId: 'rfn_900000502',
      reservationId: 900000201,
      amount: '640.00',
      currency: 'EUR',
      refundedAt: at,
    },
  },
  'repull.ping': {
    domain: 'system',
    title: 'Ping',
    description: 'Sent on request, to see whether an endpoint answers.',
    sample: { message: 'A ping of repull-mock. Your endpoint can be reached.' },
  },
}
