import { sandboxCurrency } from '../../sandbox/fixtures.js'
import type { Reservation } from '../../sandbox/model.js'
import { customerId, money, type Sample, type Subject, sandboxAccount } from './subject.js'

/**
 * Samples of money that moves (members: published OpenAPI; values: ours). Since 2026-10 a payment comes as `object`; the
 * members of 2026-07 are there beside it.
 */
export function paymentSamples({ at, nowMs, reservation }: Subject) {
  const booked = reservation('created')
  const reservationId = Number(booked.id)
  const paid = { reservationId, ...money(booked.totalPrice) }
  return {
    'payment.completed': about(booked, {
      id: 'pay_900000501',
      ...paid,
      method: 'card',
      capturedAt: at,
      object: objectOf(booked, 'guest_payment'),
      completedAt: at,
      reason: null,
      revision: at,
    }),
    'payment.refunded': about(booked, {
      id: 'pay_900000501',
      refundId: 'rfn_900000502',
      ...paid,
      refundedAt: at,
      object: objectOf(booked, 'refund'),
      reason: null,
      revision: at,
    }),
    'payout.completed': payoutSample(reservation('modified'), at.slice(0, 10), nowMs),
  }
}

function about({ channel }: Reservation, data: Sample['data']): Sample {
  return { account: sandboxAccount(channel), data }
}

/** A movement of money as events carry it. */
function objectOf({ id, code, listingId, channel, totalPrice }: Reservation, transactionType: string) {
  return {
    id: 900000501,
    customerId,
    transactionType,
    sourceType: null,
    status: 'completed',
    ...money(totalPrice),
    reservationId: Number(id),
    confirmationCode: code,
    listingId: Number(listingId),
    platform: channel,
    platformPaymentId: null,
  }
}

/** A payout of Airbnb with its one line. */
function payoutSample(booked: Reservation, date: string, nowMs: number): Sample {
  const { totalPrice, code, id } = booked
  const transaction = (type: string, lineIndex: number | null) => ({
    transactionId: `sbx-${nowMs}-${lineIndex ?? 0}`,
    type,
    date,
    status: 'COMPLETED',
    currency: sandboxCurrency,
    amount: totalPrice,
    payout: {
      payoutId: 'G-SBX900000511',
      payoutIdSynthetic: false,
      payoutDate: date,
      lineIndex,
      paidOutAmount: lineIndex === null ? totalPrice : null,
    },
    hostBreakdown: { hostPayout: totalPrice },
    guestBreakdown: { totalPaid: totalPrice },
    unavailableFields: [],
  })
  const line = { ...transaction('Reservation', 1), confirmationCode: code, reservationId: Number(id) }
  return about(booked, {
    channel: 'airbnb',
    accountId: sandboxAccount('airbnb').externalAccountId,
    accountName: 'Lidia',
    payout: transaction('Payout', null),
    lines: [line],
  })
}
