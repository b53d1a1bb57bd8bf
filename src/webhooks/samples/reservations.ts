import { isoTime } from '../../lib/clock.js'
import { dayMs, dayOf, type Reservation } from '../../sandbox/model.js'
import { guestName } from '../../sandbox/present.js'
import { customerId, type Sample, type Subject, sandboxAccount } from './subject.js'

/** Samples of events about bookings (members: published OpenAPI of 2026-07 and 2026-10; values: ours). */
export function reservationSamples({ at, nowMs, seededAt, reservation }: Subject) {
  const booked = reservation('created')
  const moved = reservation('date-changed')
  const changed = reservation('modified')
  const requested = reservation('pending')
  const respondBy = isoTime(nowMs + dayMs)
  return {
    'reservation.created': about(booked, { object: objectOf(booked) }),
    'reservation.updated': about(moved, {
      object: objectOf(moved),
      previousAttributes: {
        checkinDate: dayOf(seededAt, moved.days.checkIn - 2),
        checkoutDate: dayOf(seededAt, moved.days.checkOut - 2),
      },
    }),
    'reservation.cancelled': about(reservation('cancelled'), {
      object: objectOf(reservation('cancelled')),
      cancelledAt: at,
      cancelledBy: 'guest',
      reason: 'plans_changed',
    }),
    'reservation.alteration.created': about(changed, {
      object: alterationOf(changed, 'pending'),
      changes: { checkOut: { from: changed.checkOut, to: dayOf(seededAt, changed.days.checkOut + 1) } },
    }),
    'reservation.alteration.responded': about(changed, {
      object: alterationOf(changed, 'accepted'),
      respondedAt: at,
    }),
    'reservation.request.created': about(requested, {
      object: objectOf(requested),
      requestStatus: 'pending',
      respondBy,
      occurredAt: at,
      revision: at,
    }),
    'reservation.request.updated': about(requested, {
      object: { ...objectOf(requested), status: 'confirmed' },
      requestStatus: 'accepted',
      previousAttributes: { status: 'pending' },
      sourceStatus: 'accept',
      occurredAt: at,
      revision: at,
    }),
    'inquiry.created': about(requested, {
      object: inquiryOf(requested, 'open', respondBy, at),
      occurredAt: at,
      revision: at,
    }),
    'inquiry.updated': about(requested, {
      object: { ...inquiryOf(requested, 'booked', respondBy, at), reservationId: requested.id },
      previousAttributes: { status: 'open', reservationId: null },
      occurredAt: at,
      revision: at,
    }),
  }
}

/** Samples of messages about a booking. */
export function messageSamples({ at, reservation }: Subject) {
  const booked = reservation('modified')
  const reservationId = Number(booked.id)
  const common = { reservationId, threadId: `thr_${reservationId}` }
  const sent = {
    ...common,
    messageId: '900000601',
    externalMessageId: '90000060100',
    channel: booked.channel,
    from: { type: 'host', name: 'Lidia' },
    body: 'Yes, we will put a cot up for you.',
    sentAt: at,
    direction: 'outbound',
  }
  return {
    'reservation.message.received': about(booked, {
      ...common,
      from: { type: 'guest', name: guestName(booked) },
      body: 'Is there a cot for our baby?',
      sentAt: at,
    }),
    'reservation.message.sent': about(booked, {
      ...sent,
      source: 'channel',
      isAutomated: false,
      aiGenerated: false,
      attachments: [],
    }),
    'reservation.message.updated': about(booked, {
      ...sent,
      previousBody: 'Yes, we will.',
      editedAt: at,
    }),
  }
}

function about({ channel }: Reservation, data: Sample['data']): Sample {
  return { account: sandboxAccount(channel), data }
}

/** A reservation as events carry it. */
function objectOf({ id, code, channel, listingId, checkIn, checkOut, status }: Reservation) {
  return {
    id: Number(id),
    uid: code,
    channel,
    listingId: Number(listingId),
    customerId,
    checkinDate: checkIn,
    checkoutDate: checkOut,
    status,
  }
}

function alterationOf({ id, channel }: Reservation, status: string) {
  const alterationId = 'RASBX00701'
  return {
    id: 900000701,
    alterationId,
    channel,
    reservationId: Number(id),
    customerId,
    status,
    initiator: 'guest',
  }
}

function inquiryOf(one: Reservation, status: string, respondBy: string, at: string) {
  const { listingId, channel, checkIn, checkOut, adults, children } = one
  return {
    id: '900000801',
    conversationId: '900000811',
    listingId,
    channel,
    status,
    checkIn,
    checkOut,
    guests: { total: adults + children, adults, children, infants: 0, pets: 0 },
    reservationId: null,
    relayedBy: null,
    respondBy,
    respondedAt: null,
    createdAt: at,
    updatedAt: at,
  }
}
