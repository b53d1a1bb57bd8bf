import { sandboxAccountIds } from '../connections/sandbox-account.js'
import { isoTime } from '../lib/clock.js'
import { listingFixtures, sandboxCurrency } from '../sandbox/fixtures.js'
import { dayOf, type Reservation, reservationsOf } from '../sandbox/reservation.js'
import type { WebhookEvent } from './delivery.js'
import type { EventType } from './event-types.js'

/** The `data` of an event of each type. */
export type Samples = Readonly<Record<EventType, WebhookEvent['data']>>

/** Whom a sample is for, and when; epoch milliseconds. */
export interface SampleInput {
  readonly workspaceId: string
  readonly nowMs: number
  /** When the workspace was seeded; now, when it was not. */
  readonly seededAt: number
}

/**
 * The `data` of each type of event as a test of it carries it: about what the sandbox holds, so that a handler can read
 * more of it by its id (members: published OpenAPI; values: ours).
 */
export function samplesFor({ workspaceId, nowMs, seededAt }: SampleInput): Samples {
  const at = isoTime(nowMs)
  const reservations = new Map(reservationsOf(seededAt).map((one) => [one.ref, one]))
  const reservation = (change: string) => reservations.get(`sbx-reservation-${change}`) as Reservation
  const booked = reservation('created')
  const moved = reservation('date-changed')
  const [listing] = listingFixtures as [(typeof listingFixtures)[number]]
  const reservationId = Number(booked.id)
  const listingId = Number(listing.id)
  const money = { reservationId, amount: booked.totalPrice.toFixed(2), currency: sandboxCurrency }
  const account = { workspaceId, accountId: sandboxAccountIds.airbnb, provider: 'airbnb' }
  return {
    'reservation.created': { object: objectOf(booked) },
    'reservation.updated': {
      object: objectOf(moved),
      previousAttributes: {
        checkinDate: dayOf(seededAt, moved.days.checkIn - 2),
        checkoutDate: dayOf(seededAt, moved.days.checkOut - 2),
      },
    },
    'reservation.cancelled': {
      object: objectOf(reservation('cancelled')),
      cancelledAt: at,
      cancelledBy: 'guest',
      reason: 'plans_changed',
    },
    'reservation.message.received': {
      reservationId,
      threadId: `thr_${reservationId}`,
      from: { type: 'guest', name: `${booked.guest.firstName} ${booked.guest.lastName}` },
      body: 'Is there a cot for our baby?',
      sentAt: at,
    },
    'listing.created': {
      id: listingId,
      title: listing.name,
      address: { city: listing.city, region: listing.city, country: listing.country },
      bedrooms: listing.bedrooms,
      bathrooms: 1,
      maxGuests: listing.capacity,
      createdAt: at,
    },
    'listing.updated': {
      id: listingId,
      changes: { title: { from: 'Oceanview', to: listing.name } },
      updatedAt: at,
    },
    'listing.deleted': { id: listingId, deletedAt: at, reason: 'removed_by_host' },
    'calendar.updated': {
      listingId,
      range: { start: dayOf(nowMs, 0), end: dayOf(nowMs, 14) },
      affectedDates: 14,
      pricingChanged: true,
      availabilityChanged: false,
    },
    'account.created': { ...account, accessType: 'full_access', createdAt: at },
    'account.disconnected': {
      ...account,
      connectionId: account.accountId,
      disconnectedAt: at,
      reason: 'manual_disconnect',
    },
    'ai.operation.completed': {
      operationId: 'aiop_900000401',
      type: 'respond-to-guest',
      inputSummary: 'A guest asked for a cot',
      output: { message: 'Yes, we will put one up for you.' },
      tokensUsed: 120,
      completedAt: at,
    },
    'ai.operation.failed': {
      operationId: 'aiop_900000402',
      type: 'price-suggestion',
      error: { code: 'no_market_data', message: 'There are too few listings to compare with.' },
      failedAt: at,
    },
    'payment.completed': { id: 'pay_900000501', ...money, method: 'card', capturedAt: at },
    'payment.refunded': {
      id: 'pay_900000501',
      refundId: 'rfn_900000502',
      ...money,
      refundedAt: at,
    },
    'repull.ping': { message: 'A ping of repull-mock. Your endpoint can be reached.' },
  }
}

/** A reservation as events carry it. */
function objectOf({ id, code, channel, listingId, checkIn, checkOut, status }: Reservation) {
  return {
    id: Number(id),
    uid: code,
    channel,
    listingId: Number(listingId),
    customerId: 1,
    checkinDate: checkIn,
    checkoutDate: checkOut,
    status,
  }
}
