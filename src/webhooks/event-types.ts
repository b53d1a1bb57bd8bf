import { fail } from '../errors/api-error.js'
import { closestMatch } from '../lib/closest-match.js'
import { maskForResponse } from '../lib/masking.js'

/** Groups of events, in the order of the catalogue (published). */
export const eventDomains = {
  reservations: 'Reservations',
  listings: 'Listings',
  calendar: 'Calendar',
  accounts: 'Accounts',
  ai: 'AI operations',
  payments: 'Payments',
  system: 'System',
} as const

/** What a webhook can tell of: the published types. */
export const eventTypes = [
  'reservation.created',
  'reservation.updated',
  'reservation.cancelled',
  'reservation.message.received',
  'listing.created',
  'listing.updated',
  'listing.deleted',
  'calendar.updated',
  'account.created',
  'account.disconnected',
  'ai.operation.completed',
  'ai.operation.failed',
  'payment.completed',
  'payment.refunded',
  'repull.ping',
] as const

/** The only version of event bodies (published). */
export const apiVersion = '2026-04'

export type EventType = (typeof eventTypes)[number]

/** Other names under which a type is known in the published documentation. */
const aliases: Readonly<Record<string, EventType>> = { 'account.connected': 'account.created' }

/** Every name under which a type can be asked for. */
export const eventNames = [...eventTypes, 'account.connected'] as const

/** The type that a name stands for. */
export function eventTypeOf(name: (typeof eventNames)[number]): EventType {
  return aliases[name] ?? (name as EventType)
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
