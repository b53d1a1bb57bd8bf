import { sandboxAccountIds } from '../connections/model.js'
import { isoTime } from '../lib/clock.js'
import { listingFixtures, sandboxCurrency } from '../sandbox/fixtures.js'
import { dayOf, type Reservation, reservationsOf } from '../sandbox/model.js'
import { guestName } from '../sandbox/present.js'
import type { EventType } from './event-types.js'
import { createWebhook, type Delivery, type WebhookEvent } from './model.js'
import { firstDelivery } from './queue.js'
import { requestOf, resultOf } from './webhook-request.js'

/** The `data` of an event of each type. */
export type Samples = Readonly<Record<EventType, WebhookEvent['data']>>

/**
 * The `data` that a test event of each type carries. It is about what the sandbox holds, so that a handler can read more of
 * it by its id (members: published OpenAPI; values: ours). Times are epoch milliseconds.
 */
export function samplesFor(workspaceId: string, nowMs: number, seededAt = nowMs): Samples {
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
      from: { type: 'guest', name: guestName(booked) },
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
    'payment.refunded': { id: 'pay_900000501', refundId: 'rfn_900000502', ...money, refundedAt: at },
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

const sampleMs = Date.UTC(2026, 10, 21, 9)

/** The workspace of `sampleWebhook`. */
export const sampleWorkspaceId = '5b1f7a52-0f1c-8c1e-a0d4-2f6f0c9d1e77'

/** Sample data for the catalogue in openapi.yaml. */
export const sampleData = samplesFor(sampleWorkspaceId, sampleMs)

/** A webhook, for examples in openapi.yaml. */
export const sampleWebhook = createWebhook(
  '0d6c2d7e-5d6f-8a3b-a1c4-6f0b8a9d2e11',
  'whsec_a1bU4sFqV0yJmR2tX8kWf9c2',
  { url: 'http://127.0.0.1:3000/webhooks', events: ['account.created', 'account.disconnected'] },
  sampleMs,
)

/** Its first delivery, which failed. */
export const sampleDelivery: Delivery = failedDelivery({
  id: '7b1e9c44-2f8a-8d05-a6e3-91c2f4d0b7aa',
  type: 'account.created',
  createdAt: sampleMs,
  data: sampleData['account.created'],
})

function failedDelivery(event: WebhookEvent): Delivery {
  const due = firstDelivery(event)
  const request = requestOf(sampleWorkspaceId, sampleWebhook, due)
  const headers = { 'content-type': 'text/plain' }
  const reply = { statusCode: 500, headers, body: 'oops', error: null, elapsedMs: 12 }
  const result = resultOf(sampleWebhook.id, due, request, reply)
  return { ...result, position: 1, nextAttemptAt: event.createdAt + 60_000 }
}
