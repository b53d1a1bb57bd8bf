import type { Static } from '@sinclair/typebox'
import { type Connection, idOfConnection } from '../connections/model.js'
import { connectionRecords } from '../connections/records.js'
import { fail } from '../errors/api-error.js'
import { maskForResponse } from '../lib/masking.js'
import { checkHotel, hotelAccount, requireHotelId } from '../providers/channel.js'
import { type Account, type Claim, claim, type RoomMapping, type Session } from '../sessions/model.js'
import { requireResumed, requireResumedKind } from '../sessions/resumed.js'
import { type BoundSessionContext, boundAs, type SessionService } from '../sessions/service.js'
import type { RecordStore } from '../storage/records.js'
import type { Transaction } from '../workspaces/transaction.js'
import type { Workspace } from '../workspaces/workspace.js'
import {
  derivedListings,
  type Hotel,
  hotelOf,
  importingPolls,
  isSlowImport,
  type ListingOption,
  type NewListing,
  newListingOf,
} from './model.js'
import type { BookingRooms, MapRoomsBody } from './schema.js'

/** How far the import of a hotel's rooms is, and what they are mapped to. */
export interface RoomsView {
  readonly status: Static<typeof BookingRooms>['status']
  readonly hotel: Hotel
  readonly mapping: RoomMapping
  readonly listings: readonly ListingOption[]
}

/** One line of a mapping; null unmaps. */
export type RoomMappingItem = Static<typeof MapRoomsBody>['mappings'][number]

/** A listing that a workspace has of its own. */
export interface OwnListing extends ListingOption {
  /** The hotel for whose room it was created; null for a seeded one. */
  readonly hotel: object | null
}

export interface BookingServiceDeps {
  readonly records: RecordStore
  readonly sessions: SessionService
  /** The listings that a workspace has. Where none is seeded, three derived ones are added. */
  readonly ownListings: (workspaceId: string) => Promise<readonly OwnListing[]>
  /** Creates listings for rooms, and returns their ids by those of the rooms. A room that has one keeps it. */
  readonly createListings: (
    tx: Transaction,
    rooms: readonly NewListing[],
  ) => Promise<Readonly<Record<string, string>>>
}

/** Booking.com's claim: verify the hotel, list its rooms, map them. */
export class BookingService {
  readonly #records: RecordStore
  readonly #sessions: SessionService
  readonly #ownListings: BookingServiceDeps['ownListings']
  readonly #createListings: BookingServiceDeps['createListings']

  constructor({ records, sessions, ownListings, createListings }: BookingServiceDeps) {
    this.#records = records
    this.#sessions = sessions
    this.#ownListings = ownListings
    this.#createListings = createListings
  }

  /**
   * Claims a hotel for the session. The id of the connection is known now; the connection is made by the mapping.
   *
   * @throws {ApiError} `invalid_body` for what is no hotel id or another than the session resumes, `designation_pending`, `booking_error`,
   * `provider_unavailable`; the session is unchanged then.
   */
  async verify(
    context: BoundSessionContext,
    hotelId: string,
  ): Promise<{ hotel: Hotel; connectionId: string }> {
    requireHotelId(hotelId, 'hotelId')
    requireResumed(context.session, hotelId, 'hotelId')
    requireResumedKind(context.session, 'hotel', 'hotelId')
    checkHotel(hotelId)
    await this.#sessions.change(context, (session) => claim(session, hotelId))
    return { hotel: hotelOf(hotelId), connectionId: idOfConnection(context.workspace.id, 'booking', hotelId) }
  }

  /**
   * The rooms of the claimed hotel, also after the session is completed. Counts as a poll of a slow import.
   *
   * @throws {ApiError} `claim_pending` before any hotel is verified.
   */
  async rooms(context: BoundSessionContext): Promise<RoomsView> {
    const { workspace } = context
    let wasImporting = false
    const poll = (current: Session) => {
      const claimed = requireClaim(current)
      wasImporting = isImporting(claimed)
      return wasImporting ? { ...current, claim: { ...claimed, polls: claimed.polls + 1 } } : current
    }
    const session = await this.#sessions
      .change(context, poll)
      .catch((error) => this.#requireCompleted(context, error))
    if (session.status === 'completed') return this.#view('completed', workspace, session.accountId as string)
    return this.#view(wasImporting ? 'importing' : 'ready', workspace, requireClaim(session).hotelId)
  }

  /**
   * The same for an open session, without counting as a poll.
   *
   * @throws {ApiError} `claim_pending` before any hotel is verified.
   */
  async look({ session, workspace }: BoundSessionContext): Promise<RoomsView> {
    const claimed = requireClaim(session)
    return this.#view(isImporting(claimed) ? 'importing' : 'ready', workspace, claimed.hotelId)
  }

  /**
   * Maps rooms to listings, creates those that are asked for, and completes the session, all or nothing.
   *
   * @throws {ApiError} `invalid_body` for a room named twice, an unknown listing, or one beside `create`; `claim_pending`
   * before the rooms are there, `forbidden` for a room of another hotel, `capacity_exceeded` for too many new listings.
   */
  async mapRooms(context: BoundSessionContext, items: readonly RoomMappingItem[]): Promise<Connection> {
    const listings = await this.listingOptions(context.workspace)
    const mapping = mappingOf(items, listings)
    const wanted = items.filter(({ create }) => create).map(({ roomId }) => roomId)
    const withCreated = async (tx: Transaction, { id: hotelId }: Account) => ({
      ...mapping,
      ...(await this.#listingsFor(tx, hotelId, wanted, listings)),
    })
    const account = (session: Session) => {
      const claimed = requireClaim(session)
      if (isImporting(claimed)) failPending('The rooms of the hotel are still being imported.')
      requireOwnRooms(items, hotelOf(claimed.hotelId))
      return hotelAccount(claimed.hotelId)
    }
    return (
      await this.#sessions.complete(context, {
        bind: boundAs(context),
        account,
        rooms: wanted.length > 0 ? withCreated : mapping,
      })
    ).connection
  }

  /** The listings of rooms, of which those that are mapped already keep theirs (published). */
  async #listingsFor(
    tx: Transaction,
    hotelId: string,
    wanted: readonly string[],
    listings: readonly ListingOption[],
  ): Promise<RoomMapping> {
    const connectionId = idOfConnection(tx.workspaceId, 'booking', hotelId)
    const { rooms: mapped = {} } = (await tx.get(connectionRecords, connectionId)) ?? {}
    const isMapped = (roomId: string) => listings.some(({ id }) => id === mapped[roomId])
    const hotel = hotelOf(hotelId)
    const missing = hotel.rooms
      .filter(({ id }) => wanted.includes(id) && !isMapped(id))
      .map((room) => newListingOf(hotel, connectionId, room))
    const kept = wanted.filter(isMapped).map((roomId) => [roomId, mapped[roomId] as string] as const)
    return { ...Object.fromEntries(kept), ...(await this.#createListings(tx, missing)) }
  }

  /** The session if it is completed, whoever did that; else it throws the error. */
  async #requireCompleted(
    { session: { id }, workspace }: BoundSessionContext,
    error: unknown,
  ): Promise<Session> {
    const { session } = await this.#sessions.find(id, 'sessionId', workspace)
    if (session.status === 'completed') return session
    throw error
  }

  /** The listings that rooms of a workspace can be mapped to. */
  async listingOptions({ id, origin }: Workspace): Promise<readonly ListingOption[]> {
    const own = await this.#ownListings(id)
    return own.some(({ hotel }) => hotel === null) ? own : [...derivedListings(origin), ...own]
  }

  async #view(status: RoomsView['status'], workspace: Workspace, hotelId: string): Promise<RoomsView> {
    const id = idOfConnection(workspace.id, 'booking', hotelId)
    const [known] = await this.#records.read(workspace.id, [{ collection: connectionRecords, id }])
    const hotel = hotelOf(hotelId)
    return {
      status,
      hotel: status === 'importing' ? { ...hotel, rooms: [] } : hotel,
      mapping: known?.value.rooms ?? {},
      listings: await this.listingOptions(workspace),
    }
  }
}

function requireClaim({ claim }: Session): Claim {
  return claim ?? failPending('No hotel is verified in this session yet.')
}

function isImporting({ hotelId, polls }: Claim): boolean {
  return isSlowImport(hotelId) && polls < importingPolls
}

function failPending(message: string): never {
  fail('claim_pending', { message, retry_after: 2 })
}

/** @throws {ApiError} `invalid_body` for the first room named twice or mapped to an unknown listing. */
function mappingOf(items: readonly RoomMappingItem[], listings: readonly ListingOption[]): RoomMapping {
  const mapping = new Map<string, string | null>()
  items.forEach(({ roomId, listingId = null, create = false }, at) => {
    if (mapping.has(roomId)) {
      fail('invalid_body', {
        message: `mappings[${at}].roomId names the room ${maskForResponse(roomId)} a second time.`,
        fix: 'Name each room once.',
        field: `mappings[${at}].roomId`,
        value_received: maskForResponse(roomId),
      })
    }
    if (create && listingId !== null) {
      fail('invalid_body', {
        message: `mappings[${at}] has both create and listingId.`,
        fix: 'Send create to make a listing for the room, or the listingId of one that there is.',
        field: `mappings[${at}].create`,
      })
    }
    if (listingId !== null && !listings.some(({ id }) => id === listingId)) {
      fail('invalid_body', {
        message: `mappings[${at}].listingId is ${maskForResponse(listingId)}, which is no listing of this workspace.`,
        fix: 'Use an id of listingOptions in GET /v1/connect/booking/rooms, or null to leave the room unmapped.',
        field: `mappings[${at}].listingId`,
        value_received: maskForResponse(listingId),
        valid_values: listings.map(({ id }) => id),
      })
    }
    mapping.set(roomId, listingId)
  })
  return Object.fromEntries(mapping)
}

/** @throws {ApiError} `forbidden` for the first room that is not the hotel's. */
function requireOwnRooms(items: readonly RoomMappingItem[], hotel: Hotel): void {
  const own = hotel.rooms.map(({ id }) => id)
  const at = items.findIndex(({ roomId }) => !own.includes(roomId))
  const foreign = items[at]
  if (foreign === undefined) return
  fail('forbidden', {
    message: `mappings[${at}].roomId is ${maskForResponse(foreign.roomId)}, which is no room of hotel ${hotel.id}.`,
    fix: 'Use room ids of GET /v1/connect/booking/rooms for this session. Nothing was mapped.',
    field: `mappings[${at}].roomId`,
    value_received: maskForResponse(foreign.roomId),
    valid_values: own,
  })
}
