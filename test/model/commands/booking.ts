import {
  type Call,
  type CommandFactory,
  type Expected,
  idOf,
  pickRef,
  refused,
  withOpen,
} from '../command.js'
import {
  clockOf,
  isPastRetention,
  type ModelSession,
  ownerOf,
  type WorkspaceName,
  type World,
  withSession,
} from '../world.js'
import { completed, connectionId } from './connections.js'

const importingPolls = 2

/** Hotels; the last digits choose the answer of Booking.com. */
export const hotelIds = ['1000001', '1000002', '1000425', '1000412', '1000502', '1000503', '12ab'] as const
type HotelId = (typeof hotelIds)[number]

const refusals: Partial<Record<HotelId, readonly [number, string]>> = {
  '1000412': [412, 'designation_pending'],
  '1000502': [502, 'booking_error'],
  '1000503': [503, 'provider_unavailable'],
  '12ab': [400, 'invalid_body'],
}

/** Ways to map rooms: none, all to no listing, one to a listing, the same room twice, a room of another hotel. */
export const mappings = ['none', 'unmapped', 'derived listing', 'seeded listing', 'twice', 'foreign'] as const
type Mapping = (typeof mappings)[number]

export function verify(number: number, hotelId: HotelId): CommandFactory {
  return onSession(number, (id, ref) => ({
    call: { method: 'POST', path: '/v1/connect/booking/verify', as: null, body: { sessionId: id, hotelId } },
    expect: (world) =>
      withBooking(world, ref, (session, owner) => {
        if (session.resumes !== undefined && session.resumes !== hotelId)
          return refused(world, 400, 'invalid_body')
        if (session.resumes !== undefined && session.signIn !== undefined)
          return refused(world, 400, 'invalid_body')
        const refusal = refusals[hotelId]
        if (refusal) return refused(world, ...refusal)
        const polls = session.hotelId === hotelId ? session.polls : 0
        return {
          status: 200,
          world: withSession(world, ref, {
            status: 'awaiting_room_mapping',
            hotelId,
            polls,
            signIn: undefined,
          }),
          checks: (body) => [
            [connectionId(owner, { provider: 'booking', account: hotelId }), body.connectionId],
          ],
        }
      }),
  }))
}

export function rooms(number: number): CommandFactory {
  return onSession(number, (id, ref) => ({
    call: { method: 'GET', path: `/v1/connect/booking/rooms?sessionId=${id}`, as: null },
    expect: (world) => {
      const view = (status: string, rooms: number, world: World): Expected => ({
        status: 200,
        world,
        checks: (body) => [
          [status, body.status],
          [rooms, body.rooms.length],
        ],
      })
      if (isCompletedBooking(world, ref)) return view('completed', 3, world)
      return withBooking(world, ref, ({ hotelId, polls }) => {
        if (hotelId === null) return refused(world, 425, 'claim_pending')
        if (!isImporting(hotelId, polls)) return view('ready', 3, world)
        return view('importing', 0, withSession(world, ref, { polls: polls + 1 }))
      })
    },
  }))
}

export function mapRooms(number: number, mapping: Mapping): CommandFactory {
  return onSession(number, (id, ref, before) => {
    const hotelId = before ?? '1000001'
    const room = `${hotelId}01`
    const items: Record<Mapping, readonly object[]> = {
      none: [],
      unmapped: [1, 2, 3].map((at) => ({ roomId: `${hotelId}0${at}`, listingId: null })),
      'derived listing': [{ roomId: room, listingId: '800000001' }],
      'seeded listing': [{ roomId: room, listingId: '900000101' }],
      twice: [{ roomId: room }, { roomId: room }],
      foreign: [{ roomId: '100000901' }],
    }
    const body = { sessionId: id, mappings: items[mapping] }
    return {
      call: { method: 'POST', path: '/v1/connect/booking/map-rooms', as: null, body },
      expect: (world) =>
        withBooking(world, ref, (session, owner, nowMs) => {
          const { isSeeded } = world.workspaces[owner]
          const isUnknown = mapping === (isSeeded ? 'derived listing' : 'seeded listing')
          if (mapping === 'none' || mapping === 'twice' || isUnknown)
            return refused(world, 400, 'invalid_body')
          const { hotelId: account, polls } = session
          if (account === null || isImporting(account, polls)) return refused(world, 425, 'claim_pending')
          if (mapping === 'foreign' || account !== hotelId) return refused(world, 403, 'forbidden')
          const one = { provider: 'booking', account, createdAt: nowMs } as const
          return {
            status: 200,
            world: completed(world, owner, ref, one).world,
            checks: (body) => [[connectionId(owner, one), body.connectionId]],
          }
        }),
    }
  })
}

type Create = (
  id: string,
  ref: string,
  hotelId: string | null,
) => { call: Call; expect: (world: World) => Expected }

function onSession(number: number, create: Create): CommandFactory {
  return ({ world }) => {
    const ref = pickRef(world, number)
    if (ref === undefined) return null
    const owner = ownerOf(world, ref)
    return create(idOf(world, ref), ref, (owner && world.workspaces[owner].sessions[ref]?.hotelId) ?? null)
  }
}

function withBooking(
  world: World,
  ref: string,
  next: (session: ModelSession, owner: WorkspaceName, nowMs: number) => Expected,
): Expected {
  return withOpen(world, ref, null, (session, owner, nowMs) =>
    session.provider === 'booking' ? next(session, owner, nowMs) : refused(world, 400, 'invalid_provider'),
  )
}

function isCompletedBooking(world: World, ref: string): boolean {
  const owner = ownerOf(world, ref)
  const session = owner && world.workspaces[owner].sessions[ref]
  if (session?.status !== 'completed' || session.provider !== 'booking') return false
  return !isPastRetention(session, clockOf(world, owner as WorkspaceName).nowMs)
}

function isImporting(hotelId: string, polls: number): boolean {
  return hotelId.endsWith('425') && polls < importingPolls
}
