import { reservationFixtures } from '../sandbox/fixtures.js'
import type { WebhookEvent } from './model.js'

/** The id of the listing that an event is about, or whose reservation it is about; undefined when it is about none. */
export function listingIdOf({ type, data }: Pick<WebhookEvent, 'type' | 'data'>): string | undefined {
  const members: Readonly<Record<string, unknown>> = {
    ...data,
    ...(typeof data.object === 'object' ? data.object : {}),
  }
  const { listingId = type.startsWith('listing.') ? members.id : undefined, reservationId } = members
  if (listingId !== undefined) return String(listingId)
  return reservationFixtures.find(({ id }) => id === String(reservationId))?.listingId
}
