import fc, { type Arbitrary } from 'fast-check'
import type { ProviderSlug } from '../../src/providers/providers.js'
import { apiVersions } from '../../src/versions/api-version.js'
import type { CommandFactory } from './command.js'
import { complete, connectDirectly, disconnect, submit } from './commands/accounts.js'
import { breakOne, heal, remove, resume } from './commands/bad-connections.js'
import { hotelIds, mappings, mapRooms, rooms, verify } from './commands/booking.js'
import {
  advance,
  releaseClock,
  reset,
  resetSandbox,
  seed,
  setToExpiry,
  subscribe,
} from './commands/control.js'
import { listingIds, listListings, readListing, setStatus } from './commands/listings.js'
import { listConnections, listSessions } from './commands/reading.js'
import { decide, open, read, select } from './commands/sessions.js'
import { askExtranet, enterCode, hosts, login, mapUnits } from './commands/sign-in.js'
import { fork, restore, takeSnapshot } from './commands/snapshots.js'
import { askBadly, setVersion } from './commands/versions.js'
import { type NamedCommand, Step } from './step.js'
import { workspaceNames } from './world.js'

const workspace = fc.constantFrom(...workspaceNames)
const someOrAll = fc.option(workspace, { freq: 4 })
const version = fc.constantFrom(...apiVersions)
/** The position of a session, counted from the newest. */
const number = fc.nat(5)
const slug = fc.constantFrom<ProviderSlug>('airbnb', 'booking', 'lodgify', 'guesty', 'vrbo')
const formSlug = fc.constantFrom('lodgify', 'guesty')
const flow = fc.constantFrom('vrbo', 'extranet')
const typed = fc.constantFrom('one', 'one', 'two', 'invalid', 'unavailable', 'nothing')
const spans = fc.constantFrom(1, 60_000, 1_799_999, 1_800_000, 3_600_000, 90_000_000)
const account = fc.option(fc.constantFrom('acc-1', 'acc-2'), { freq: 2 })
const offers = fc.constantFrom<ProviderSlug[] | null>(null, ['airbnb'], ['booking', 'lodgify'])

/** Makes an arbitrary of commands, each with its name and arguments for messages. */
function command<Args extends unknown[]>(
  create: (...args: Args) => CommandFactory,
  ...args: { [At in keyof Args]: Arbitrary<Args[At]> }
): Arbitrary<NamedCommand> {
  return fc.tuple<Args>(...args).map((values) => ({
    text: `${create.name}(${values.map((value) => JSON.stringify(value)).join(', ')})`,
    create: create(...values),
  }))
}

/** Any command. Calls of sessions are more frequent than those that empty a workspace. */
export const anyCommand: Arbitrary<NamedCommand> = fc.oneof(
  { weight: 6, arbitrary: command(open, workspace, fc.option(slug, { freq: 3 }), offers) },
  { weight: 3, arbitrary: command(read, workspace, number) },
  { weight: 2, arbitrary: command(select, number, slug) },
  {
    weight: 4,
    arbitrary: command(complete, workspace, number, fc.option(slug, { freq: 2 }), typed, account),
  },
  { weight: 2, arbitrary: command(submit, number, formSlug, typed) },
  { weight: 2, arbitrary: command(connectDirectly, workspace, formSlug, typed) },
  { weight: 3, arbitrary: command(verify, number, fc.constantFrom(...hotelIds)) },
  { weight: 2, arbitrary: command(rooms, number) },
  { weight: 2, arbitrary: command(mapRooms, number, fc.constantFrom(...mappings)) },
  { weight: 4, arbitrary: command(login, number, flow, fc.constantFrom(...hosts)) },
  { weight: 3, arbitrary: command(enterCode, number, fc.boolean()) },
  { weight: 3, arbitrary: command(askExtranet, number, fc.constantFrom('status', 'recheck')) },
  { weight: 4, arbitrary: command(mapUnits, number, flow, fc.boolean()) },
  {
    weight: 3,
    arbitrary: command(
      decide,
      workspace,
      number,
      fc.constantFrom('approve', 'approve', 'deny', 'expire'),
      fc.option(slug, { freq: 2 }),
    ),
  },
  {
    weight: 4,
    arbitrary: command(disconnect, workspace, fc.option(slug, { freq: 1 }), fc.option(version)),
  },
  { weight: 2, arbitrary: command(breakOne, workspace, number) },
  { weight: 1, arbitrary: command(heal, workspace, number) },
  { weight: 2, arbitrary: command(remove, workspace, number) },
  { weight: 2, arbitrary: command(resume, number) },
  { weight: 2, arbitrary: command(listConnections, workspace, fc.option(slug)) },
  { weight: 2, arbitrary: command(listListings, workspace, fc.constantFrom('active', 'inactive', 'all')) },
  { weight: 2, arbitrary: command(readListing, workspace, fc.constantFrom(...listingIds)) },
  { weight: 2, arbitrary: command(setStatus, workspace, fc.constantFrom(...listingIds), fc.boolean()) },
  { weight: 2, arbitrary: command(listSessions, workspace) },
  { weight: 1, arbitrary: command(advance, someOrAll, spans) },
  { weight: 2, arbitrary: command(setToExpiry, someOrAll, number, fc.constantFrom(-1, 0, 1), fc.boolean()) },
  { weight: 1, arbitrary: command(releaseClock, someOrAll) },
  { weight: 1, arbitrary: command(setVersion, workspace, version) },
  { weight: 1, arbitrary: command(askBadly, workspace, fc.option(version)) },
  { weight: 2, arbitrary: command(subscribe, workspace) },
  { weight: 1, arbitrary: command(seed, workspace) },
  { weight: 1, arbitrary: command(resetSandbox, workspace) },
  { weight: 1, arbitrary: command(reset, workspace) },
  { weight: 1, arbitrary: command(takeSnapshot, workspace) },
  { weight: 1, arbitrary: command(restore, workspace, number) },
  { weight: 1, arbitrary: command(fork, workspace, workspace) },
)

/** One command. */
export const sequential: Arbitrary<Step> = anyCommand.map((one) => new Step([one]))

/** Up to four commands at the same time. */
export const concurrent: Arbitrary<Step> = fc
  .array(anyCommand, { minLength: 1, maxLength: 4, size: 'max' })
  .map((members) => new Step(members))
