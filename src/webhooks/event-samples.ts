import { isoTime } from '../clock.js'
import { sandboxAccountIds } from '../connect/sandbox-account.js'
import { listingFixtures, sandboxCurrency } from '../sandbox/fixtures.js'
import { dayOf, type Reservation, reservationsOf } from '../sandbox/reservation.js'
import type { EventType } from './event-types.js'

/** Whom a sample is for, and when; epoch milliseconds. */
export interface SampleInput {
  readonly workspaceId: string
  readonly nowMs: number
  /** When the workspace was seeded; now, when it was not. */
  readonly seededAt: number
}

/**
 * The `data` of an event as a test of it carries it: about what the sandbox holds, so that a handler can read more of it by
 * its id (members: published OpenAPI; values: ours).
 */
export function sampleOf(type: EventType, input: SampleInput): Readonly<Record<string, unknown>> {
  const { workspaceId, nowMs, seededAt } = input
  const at = isoTime(nowMs)
  const reservations = new Map(reservationsOf(seededAt).map((one) => [one.ref, one]))
  const reservation = (change: string) => reservations.get(`sbx-reservation-${change}`) as Reservation
  const booked = reservation('created')
  const reservationId = Number(booked.id)
  const [listing] = listingFixtures as [(typeof listingFixtures)[number]]
  const listingId = Number(listing.id)
  const money = { reservationId, amount: booked.totalPrice.toFixed(2), currency: sandboxCurrency }
  const account = { workspaceId, accountId: sandboxAccountIds.airbnb, provider: 'airbnb' }
  switch (type) {
    case 'reservation.created':
      return { object: objectOf(booked) }
    case 'reservation.updated': {
      const moved = reservation('date-changed')
      const before = {
        checkinDate: dayOf(seededAt, moved.days.checkIn - 2),
        checkoutDate: dayOf(seededAt, moved.days.checkOut - 2),
      }
      return { object: objectOf(moved), previousAttributes: before }
    }
    case 'reservation.cancelled':
      return {
        object: objectOf(reservation('cancelled')),
        cancelledAt: at,
        cancelledBy: 'guest',
        reason: 'plans_changed',
      }
    case 'reservation.message.received': {
      const name = `${booked.guest.firstName} ${booked.guest.lastName}`
      const body = 'Is there a cot for our baby?'
      return {
        reservationId,
        threadId: `thr_${reservationId}`,
        from: { type: 'guest', name },
        body,
        sentAt: at,
      }
    }
    case 'listing.created': {
      const { name: title, city, country, bedrooms, capacity: maxGuests } = listing
      return {
        id: listingId,
        title,
        address: { city, region: city, country },
        bedrooms,
        bathrooms: 1,
        maxGuests,
        createdAt: at,
      }
    }
    case 'listing.updated':
      return { id: listingId, changes: { title: { from: 'Oceanview', to: listing.name } }, updatedAt: at }
    case 'listing.deleted':
      return { id: listingId, deletedAt: at, reason: 'removed_by_host' }
    case 'calendar.updated': {
      const range = { start: dayOf(nowMs, 0), end: dayOf(nowMs, 14) }
      return { listingId, range, affectedDates: 14, pricingChanged: true, availabilityChanged: false }
    }
    case 'account.created':
      return { ...account, accessType: 'full_access', createdAt: at }
    case 'account.disconnected':
      return { ...account, connectionId: account.accountId, disconnectedAt: at, reason: 'manual_disconnect' }
    case 'ai.operation.completed': {
      const output = { message: 'Yes, we will put one up for you.' }
      const inputSummary = 'A guest asked for a cot'
      return {
        operationId: 'aiop_900000401',
        type: 'respond-to-guest',
        inputSummary,
        output,
        tokensUsed: 120,
        completedAt: at,
      }
    }
    case 'ai.operation.failed': {
      const error = { code: 'no_market_data', message: 'There are too few listings to compare with.' }
      return { operationId: 'aiop_900000402', type: 'price-suggestion', error, failedAt: at }
    }
    case 'payment.completed':
      return { id: 'pay_900000501', ...money, method: 'card', capturedAt: at }
    case 'payment.refunded':
      return { id: 'pay_900000501', refundId: 'rfn_900000502', ...money, refundedAt: at }
    case 'repull.ping':
      return { message: 'A ping of repull-mock. Your endpoint can be reached.' }
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
