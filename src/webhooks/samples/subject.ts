import { sandboxAccountIds } from '../../connections/model.js'
import { isoTime } from '../../lib/clock.js'
import { type SandboxChannel, sandboxCurrency } from '../../sandbox/fixtures.js'
import { type Listing, listingsOf, type Reservation, reservationsOf } from '../../sandbox/model.js'
import { accountOf } from '../account-events.js'
import type { WebhookEvent } from '../model.js'

/** What a test event of a type is about. */
export type Sample = Pick<WebhookEvent, 'account' | 'data'>

/** The part of the sandbox that test events are about, so that a handler can read more of it by its id. */
export interface Subject {
  readonly workspaceId: string
  /** Epoch milliseconds of the workspace. */
  readonly nowMs: number
  /** The same as an instant. */
  readonly at: string
  /** When the sandbox was seeded, in epoch milliseconds. */
  readonly seededAt: number
  readonly listing: Listing
  /** A reservation by what its name says of it. */
  readonly reservation: (change: string) => Reservation
}

/** @param seededAt epoch milliseconds, like `nowMs`. */
export function createSubject(workspaceId: string, nowMs: number, seededAt: number): Subject {
  const [listing] = listingsOf(seededAt) as [Listing]
  const reservations = new Map(reservationsOf(seededAt).map((one) => [one.ref, one]))
  const reservation = (change: string) => reservations.get(`sbx-reservation-${change}`) as Reservation
  return { workspaceId, nowMs, at: isoTime(nowMs), seededAt, listing, reservation }
}

/** The account of the sandbox at a channel. */
export function sandboxAccount(channel: SandboxChannel): Required<Sample>['account'] {
  const id = sandboxAccountIds[channel]
  return accountOf(id, channel, id)
}

/** The number of the workspace that events carry as `customerId`. */
export const customerId = 1

/** An amount as events carry it, with its currency. */
export function money(amount: number) {
  return { amount: amount.toFixed(2), currency: sandboxCurrency }
}
