import {
  hotelOf,
  importingPolls,
  type ListingOption,
  type NewListing,
  newListingOf,
} from '../booking/model.js'
import { isSlowAccount } from '../connections/import.js'
import { type Connection, idOfConnection, mergedSync } from '../connections/model.js'
import { connectionRecords } from '../connections/records.js'
import { fail } from '../errors/api-error.js'
import { maskForResponse } from '../lib/masking.js'
import { type AccessType, isCompleted, type RoomMapping, type Session, signIn } from '../sessions/model.js'
import { type BoundSessionContext, boundAs, type SessionService } from '../sessions/service.js'
import type { RecordStore } from '../storage/records.js'
import type { Transaction } from '../workspaces/transaction.js'
import type { Transactions } from '../workspaces/transactions.js'
import type { Workspace } from '../workspaces/workspace.js'
import { failUnknown, requireImported, requireOwn, requireSignedIn } from './access.js'
import {
  type ConnectionTarget,
  calendarWarnings,
  type MappingItem,
  namesake,
  type PlannedMapping,
  planMappings,
  type Unit,
  unitsOf,
} from './model.js'

/** Who asks for units: the session of a host who has signed in, or the app with its key. */
export interface UnitCaller {
  readonly workspace: Workspace
  /** Null for an app with its key. */
  readonly session: BoundSessionContext | null
}

/** The units of a connection, and what they can be mapped to. */
export interface UnitsView {
  readonly target: ConnectionTarget
  readonly status: 'importing' | 'ready' | 'completed'
  readonly units: readonly Unit[]
  readonly listings: readonly ListingOption[]
  /** Undefined before the connection is made. */
  readonly connection: Connection | undefined
  /** What the host lets the app do, who may have signed in anew; null when it is not known. */
  readonly accessType: AccessType | null
}

/** What has become of one item of a mapping. */
export interface MappingResult extends Omit<PlannedMapping, 'creates'> {
  readonly created: boolean
}

/** What has become of a mapping, and what of it was ignored. */
export interface MappingOutcome {
  readonly results: readonly MappingResult[]
  readonly warnings: readonly string[]
}

export interface UnitServiceDeps {
  readonly records: RecordStore
  readonly transactions: Transactions
  readonly sessions: SessionService
  /** The listings that units of a workspace can be mapped to. */
  readonly listingOptions: (workspace: Workspace) => Promise<readonly ListingOption[]>
  /** Creates listings for units, and returns their ids by those of the units. A unit that has one keeps it. */
  readonly createListings: (tx: Transaction, units: readonly NewListing[]) => Promise<RoomMapping>
}

/** The units of accounts to which hosts sign in, and what they are mapped to. */
export class UnitService {
  readonly #deps: UnitServiceDeps

  constructor(deps: UnitServiceDeps) {
    this.#deps = deps
  }

  /**
   * The units of a connection. Counts as a poll of a slow import, as long as its session is open.
   *
   * @throws {ApiError} `not_found` for an account that is not the caller's, `claim_pending` or `designation_pending` before its host has signed in.
   */
  async view(caller: UnitCaller, named: ConnectionTarget): Promise<UnitsView> {
    const view = await this.#viewOf(caller, named)
    if (view.status !== 'importing') return view
    const poll = (current: Session) => {
      const own = requireSignedIn(current, named)
      return signIn(current, { ...own, polls: own.polls + 1 })
    }
    await this.#deps.sessions.change(caller.session as BoundSessionContext, poll)
    return { ...view, units: [] }
  }

  /**
   * Maps units to listings, those of the items that can be. In a session, one that can be makes the connection and completes
   * the session; where none can be, nothing changes.
   *
   * @param needsAll whether nothing changes either where one cannot be, because nobody would hear of it.
   * @throws {ApiError} as `view`, and `claim_pending` while the units are imported, `capacity_exceeded` for too many new listings, `invalid_body` for an item that cannot be done where all are needed.
   */
  async map(
    caller: UnitCaller,
    named: ConnectionTarget,
    items: readonly MappingItem[],
    needsAll = false,
  ): Promise<MappingOutcome> {
    const view = await this.#viewOf(caller, named)
    requireImported(view)
    const results = await this.#apply(caller, view, items, needsAll)
    return { results, warnings: calendarWarnings(named, items, view.accessType) }
  }

  /**
   * Maps each unit to the listing of the same name; one that is mapped stays so.
   *
   * @param apply whether the mapping is made, and not only shown.
   * @returns a result for each unit, and whether any was mapped.
   * @throws {ApiError} as `map`.
   */
  async automap(caller: UnitCaller, named: ConnectionTarget, apply: boolean) {
    const view = await this.#viewOf(caller, named)
    requireImported(view)
    const { units, listings, connection } = view
    const results = units.map((unit): MappingResult => {
      const current = listings.find(({ id }) => id === connection?.rooms[unit.id])
      const listingId = (current ?? namesake(unit, listings))?.id ?? null
      const error = listingId === null ? 'no_exact_match' : null
      return { unitId: unit.id, listingId, created: false, error }
    })
    const items = results
      .filter(({ listingId }) => listingId !== null)
      .map(({ unitId, listingId }) => ({ unitId, listingId: Number(listingId) }))
    const applied = apply && items.length > 0
    if (applied) await this.#apply(caller, view, items)
    return { results, applied, target: view.target }
  }

  /**
   * The listings whose name has a text in it, whatever its case.
   *
   * @returns as many as `limit`, and how many there are.
   */
  async search(workspace: Workspace, { q = '', limit }: { q?: string | undefined; limit: number }) {
    const all = await this.#deps.listingOptions(workspace)
    const found = all.filter(({ name }) => name.toLowerCase().includes(q.toLowerCase()))
    return { listings: found.slice(0, limit), total: found.length }
  }

  /** @throws {ApiError} as `view`. */
  async requireAccess(caller: UnitCaller, named: ConnectionTarget): Promise<void> {
    await this.#viewOf(caller, named)
  }

  async #viewOf({ workspace, session: context }: UnitCaller, named: ConnectionTarget): Promise<UnitsView> {
    const session = context?.session ?? null
    const isOpen = session !== null && !isCompleted(session)
    const own = isOpen ? requireSignedIn(session, named) : null
    const accountId = own?.account.id ?? session?.accountId ?? named.accountId
    if (session !== null && !isOpen) requireOwn(session, accountId, named)
    const target = { channel: named.channel, accountId }
    const id = idOfConnection(workspace.id, target.channel, accountId)
    const [found] = await this.#deps.records.read(workspace.id, [{ collection: connectionRecords, id }])
    const connection = found?.value
    if (!isOpen && connection === undefined) failUnknown(named)
    const isImporting = own !== null && isSlowAccount(accountId) && own.polls < importingPolls
    return {
      target,
      status: isImporting ? 'importing' : session !== null && !isOpen ? 'completed' : 'ready',
      units: unitsOf(workspace.origin, target),
      listings: await this.#deps.listingOptions(workspace),
      connection,
      accessType: (own ?? connection)?.accessType ?? null,
    }
  }

  async #apply(
    { workspace, session }: UnitCaller,
    view: UnitsView,
    items: readonly MappingItem[],
    needsAll = false,
  ): Promise<readonly MappingResult[]> {
    const { target, units, listings, connection } = view
    const planned = planMappings(items, units, listings, connection?.rooms ?? {})
    const wrong = planned.find(({ error }) => error !== null)
    if (needsAll && wrong !== undefined) failItem(wrong)
    const done = planned.filter(({ error }) => error === null)
    const said = items.filter(({ calendarSync }) => calendarSync !== undefined)
    const isDone = (unitId: string) => done.some((one) => one.unitId === unitId)
    const sync = said
      .filter(({ unitId }) => isDone(unitId))
      .map((one) => [one.unitId, one.calendarSync === true])
    const calendarSync = sync.length === 0 ? undefined : Object.fromEntries(sync)
    let created: RoomMapping = {}
    const roomsIn = async (tx: Transaction): Promise<RoomMapping> => {
      const wanted = units.filter(({ id }) => done.some(({ unitId, creates }) => creates && unitId === id))
      created =
        wanted.length === 0 ? {} : await this.#deps.createListings(tx, newListings(tx, target, wanted))
      return { ...Object.fromEntries(done.map(({ unitId, listingId }) => [unitId, listingId])), ...created }
    }
    if (done.length > 0 && session !== null) {
      await this.#deps.sessions.complete(session, {
        bind: boundAs(session),
        account: (current) => requireSignedIn(current, target).account,
        rooms: roomsIn,
        calendarSync,
      })
    } else if (done.length > 0) {
      await this.#deps.transactions.run(workspace, async (tx) => {
        const id = idOfConnection(tx.workspaceId, target.channel, target.accountId)
        const before = (await tx.get(connectionRecords, id)) ?? failUnknown(target)
        const rooms = { ...before.rooms, ...(await roomsIn(tx)) }
        const changed = { ...before, rooms, ...mergedSync(before.calendarSync, calendarSync) }
        tx.put(connectionRecords, id, changed)
        await tx.emit({ type: 'connection', change: 'refreshed', connection: changed })
      })
    }
    return planned.map(({ unitId, error, listingId, creates }) => ({
      unitId,
      error,
      listingId: creates ? (created[unitId] as string) : listingId,
      // The listing that was created for a unit once is there again, where the unit had lost it.
      created: creates && !listings.some(({ id }) => id === created[unitId]),
    }))
  }
}

function newListings(
  tx: Transaction,
  { channel, accountId }: ConnectionTarget,
  units: readonly Unit[],
): readonly NewListing[] {
  const connectionId = idOfConnection(tx.workspaceId, channel, accountId)
  const hotel = hotelOf(accountId)
  return units.map((unit) => ({
    ...newListingOf(hotel, connectionId, unit),
    ...(channel !== 'booking' && { channel }),
  }))
}

function failItem({ unitId, error }: PlannedMapping): never {
  const shown = maskForResponse(unitId)
  fail('invalid_body', {
    message: `The unit ${shown} cannot be mapped: ${error}.`,
    fix: 'Choose among the units and the listings that there are now.',
    field: 'unitId',
    value_received: shown,
  })
}
