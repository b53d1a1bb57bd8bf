import { connectionRecords } from '../connections/connection-records.js'
import { type Connection, idOfConnection } from '../connections/model.js'
import { fail } from '../errors/api-error.js'
import { maskForResponse } from '../lib/masking.js'
import { checkHotel, hotelAccount, requireHotelId } from '../providers/channel.js'
import { type BoundSessionContext, boundAs } from '../sessions/held-session.js'
import { claim, type RoomMapping, type Session } from '../sessions/model.js'
import type { SessionService } from '../sessions/service.js'
import type { RecordStore } from '../storage/records.js'
import {
  derivedListings,
  type Hotel,
  hotelOf,
  importingPolls,
  isSlowImport,
  type ListingOption,
} from './model.js'

/** How far a hotel's rooms are. */
export interface RoomsView {
  readonly status: 'importing' | 'ready' | 'completed'
  readonly hotel: Hotel
  readonly mapping: RoomMapping
  readonly listings: readonly ListingOption[]
}

/** One line of a mapping; null unmaps. */
export interface RoomMappingItem {
  readonly roomId: string
  readonly listingId?: string | null
}

type OwnListings = (workspaceId: string) => Promise<readonly ListingOption[]>

/** Booking.com's claim: verify the hotel, list its rooms, map them. */
export class BookingService {
  readonly #records: RecordStore
  readonly #sessions: SessionService
  readonly #ownListings: OwnListings

  /** @param ownListings finds the listings that a workspace has; for one with none, three are derived. */
  constructor(records: RecordStore, sessions: SessionService, ownListings: OwnListings) {
    this.#records = records
    this.#sessions = sessions
    this.#ownListings = ownListings
  }

  /**
   * Claims a hotel for the session. The connection's id is settled here; the connection comes with the mapping.
   *
   * @throws {ApiError} `invalid_body` for what is no hotel id, `designation_pending`, `booking_error`,
   * `provider_unavailable`; the session is unchanged then.
   */
  async verify(held: BoundSessionContext, hotelId: string): Promise<{ hotel: Hotel; connectionId: string }> {
    requireHotelId(hotelId, 'hotelId')
    checkHotel(hotelId)
    await this.#sessions.change(held, (session) => claim(session, hotelId))
    return { hotel: hotelOf(hotelId), connectionId: idOfConnection(held.workspace.id, 'booking', hotelId) }
  }

  /**
   * The rooms of the claimed hotel, also after the session is completed.
   *
   * @throws {ApiError} `claim_pending` before any hotel is verified.
   */
  async rooms(held: BoundSessionContext): Promise<RoomsView> {
    const { id } = held.workspace
    let isEarly = false
    const poll = (current: Session) => {
      const claimed = requireClaim(current)
      isEarly = isImporting(current)
      return isEarly ? { ...current, claim: { ...claimed, polls: claimed.polls + 1 } } : current
    }
    const session = await this.#sessions.change(held, poll).catch((error) => this.#completed(held, error))
    if (session.status === 'completed') return this.#view('completed', id, session.accountId as string)
    const view = await this.#view('ready', id, requireClaim(session).hotelId)
    return isEarly ? importing(view) : view
  }

  /** The session that can not change any more because it is completed, by whomever; else what was wrong with it. */
  async #completed({ session: { id }, workspace }: BoundSessionContext, error: unknown): Promise<Session> {
    const { session } = await this.#sessions.find(id, 'sessionId', workspace)
    if (session.status === 'completed') return session
    throw error
  }

  /**
   * How far the rooms of an open session's hotel are, without counting as a poll.
   *
   * @throws {ApiError} `claim_pending` before any hotel is verified.
   */
  async look({ session, workspace }: BoundSessionContext): Promise<RoomsView> {
    const view = await this.#view('ready', workspace.id, requireClaim(session).hotelId)
    return isImporting(session) ? importing(view) : view
  }

  /**
   * Maps rooms to listings and completes the session, all or nothing.
   *
   * @throws {ApiError} `invalid_body` for a room named twice or an unknown listing, `claim_pending` before the rooms are
   * there, `forbidden` for a room of another hotel.
   */
  async mapRooms(held: BoundSessionContext, items: readonly RoomMappingItem[]): Promise<Connection> {
    const rooms = this.#mappingOf(items, await this.#listingsOf(held.workspace.id))
    const account = (session: Session) => {
      const { hotelId } = requireClaim(session)
      if (isImporting(session)) pending('The rooms of the hotel are still being imported.')
      requireOwnRooms(items, hotelOf(hotelId))
      return hotelAccount(hotelId)
    }
    return (await this.#sessions.connect(held, { bound: boundAs(held), account, rooms })).connection
  }

  #mappingOf(items: readonly RoomMappingItem[], listings: readonly ListingOption[]): RoomMapping {
    const mapping = new Map<string, string | null>()
    items.forEach(({ roomId, listingId = null }, at) => {
      if (mapping.has(roomId)) {
        fail('invalid_body', {
          message: `mappings[${at}].roomId names the room ${maskForResponse(roomId)} a second time.`,
          fix: 'Name each room once.',
          field: `mappings[${at}].roomId`,
          value_received: maskForResponse(roomId),
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

  async #listingsOf(workspaceId: string): Promise<readonly ListingOption[]> {
    const own = await this.#ownListings(workspaceId)
    return own.length > 0 ? own : derivedListings(workspaceId)
  }

  async #view(status: RoomsView['status'], workspaceId: string, hotelId: string): Promise<RoomsView> {
    const id = idOfConnection(workspaceId, 'booking', hotelId)
    const [known] = await this.#records.read(workspaceId, [{ collection: connectionRecords, id }])
    return {
      status,
      hotel: hotelOf(hotelId),
      mapping: known?.value.rooms ?? {},
      listings: await this.#listingsOf(workspaceId),
    }
  }
}

function importing(view: RoomsView): RoomsView {
  return { ...view, status: 'importing', hotel: { ...view.hotel, rooms: [] } }
}

function requireClaim(session: Session) {
  return session.claim ?? pending('No hotel is verified in this session yet.')
}

function isImporting(session: Session): boolean {
  const { hotelId, polls } = requireClaim(session)
  return isSlowImport(hotelId) && polls < importingPolls
}

/** @throws {ApiError} `claim_pending`, always. */
function pending(message: string): never {
  fail('claim_pending', { message, retry_after: 2 })
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
