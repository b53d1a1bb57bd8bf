import type { AccountEntry, AccountPage, AccountService, Accounts } from '../connections/account-service.js'
import type { Connection } from '../connections/model.js'
import { fail } from '../errors/api-error.js'
import { maskForResponse } from '../lib/masking.js'
import type { ProviderSlug } from '../providers/providers.js'
import type { SandboxChannel } from '../sandbox/fixtures.js'
import type { Listing, Reservation } from '../sandbox/model.js'
import { requireActive, type SandboxService } from '../sandbox/service.js'
import type { Workspace } from '../workspaces/workspace.js'

import type { MappedListing } from './present.js'

export interface ChannelServiceDeps {
  readonly accounts: AccountService
  readonly sandbox: SandboxService
  /** The listings that rooms can be mapped to. */
  readonly mappable: (workspace: Workspace) => Promise<readonly MappedListing[]>
}

/** Reads what a workspace has on one channel. Most methods require a connection to the channel first. */
export class ChannelService {
  readonly #deps: ChannelServiceDeps

  constructor(deps: ChannelServiceDeps) {
    this.#deps = deps
  }

  /**
   * A page of the accounts of the channel, connected and disconnected ones, the newest unless it says otherwise. It needs
   * no connection.
   */
  accounts(workspace: Workspace, channel: ProviderSlug, page?: AccountPage): Promise<Accounts> {
    return this.#deps.accounts.list(workspace, channel, page)
  }

  /** The newest accounts of the channel, and those with these ids where they are connected. */
  async accountsWith(
    workspace: Workspace,
    channel: ProviderSlug,
    ids: readonly string[],
  ): Promise<readonly Pick<AccountEntry, 'connection' | 'gone'>[]> {
    const { accounts } = this.#deps
    const { records, count } = await accounts.list(workspace, channel)
    if (records.length === count) return records
    const listed = new Set(records.map(({ connection }) => connection?.account.id))
    const others = ids.filter((id) => !listed.has(id))
    const found = await accounts.find(workspace, channel, others)
    return [...records, ...found.map((connection) => ({ connection }))]
  }

  /** The newest connections to the channel. @throws {ApiError} `no_connection`. */
  async requireConnection(workspace: Workspace, channel: ProviderSlug): Promise<readonly Connection[]> {
    const { records } = await this.#deps.accounts.list(workspace, channel)
    const found = records.flatMap(({ connection }) => connection ?? [])
    if (found.length > 0) return found
    fail('no_connection', {
      message: `The workspace has no connection to ${channel}.`,
      fix: `Connect it with POST /v1/connect/${channel}.`,
      field: 'provider',
      value_received: channel,
    })
  }

  /** The listings of the channel that the workspace has stored, active or not. It needs no connection. */
  async storedListings(workspace: Workspace, channel: SandboxChannel): Promise<readonly Listing[]> {
    const all = await this.#deps.sandbox.listings(workspace.id)
    return all.filter(({ channels }) => channels.includes(channel))
  }

  /** The listings that rooms can be mapped to. It needs no connection. */
  mappableListings(workspace: Workspace): Promise<readonly MappedListing[]> {
    return this.#deps.mappable(workspace)
  }

  /** @throws {ApiError} `no_connection`. */
  async reservations(workspace: Workspace, channel: SandboxChannel): Promise<readonly Reservation[]> {
    await this.requireConnection(workspace, channel)
    const all = await this.#deps.sandbox.reservations(workspace.id)
    return all.filter((reservation) => reservation.channel === channel)
  }

  /** @throws {ApiError} `no_connection`; `not_found`; `invalid_provider` for a listing on other channels only; `listing_inactive`. */
  async listing(workspace: Workspace, channel: SandboxChannel, id: string): Promise<Listing> {
    await this.requireConnection(workspace, channel)
    const listing = await this.#deps.sandbox.anyListing(workspace.id, id)
    requireOn(channel, listing.channels, 'listing', id)
    requireActive(listing)
    return listing
  }

  /** @throws {ApiError} `no_connection`; `not_found`; `listing_inactive`; `invalid_provider` for a reservation of another channel. */
  async reservation(workspace: Workspace, channel: SandboxChannel, code: string): Promise<Reservation> {
    await this.requireConnection(workspace, channel)
    const reservation = await this.#deps.sandbox.reservation(workspace.id, code, 'code')
    requireOn(channel, [reservation.channel], 'reservation', code)
    return reservation
  }
}

/** @throws {ApiError} `invalid_provider` for something that is not on the channel. */
function requireOn(
  channel: SandboxChannel,
  channels: readonly SandboxChannel[],
  kind: 'listing' | 'reservation',
  value: string,
): void {
  if (channels.includes(channel)) return
  const own = channels.join(' and ')
  fail('invalid_provider', {
    message: `The ${kind} ${maskForResponse(value)} is not on ${channel}; it is on ${own}.`,
    fix: `Ask for it under /v1/channels/${channels[0]}/, or for a ${kind} of ${channel}.`,
    field: kind === 'listing' ? 'id' : 'code',
    value_received: maskForResponse(value),
    valid_values: channels,
  })
}
