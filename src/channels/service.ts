import type { Connection } from '../connections/model.js'
import type { ConnectionService } from '../connections/service.js'
import { fail } from '../errors/api-error.js'
import { maskForResponse } from '../lib/masking.js'
import type { ProviderSlug } from '../providers/providers.js'
import type { SandboxChannel } from '../sandbox/fixtures.js'
import type { Listing, Reservation } from '../sandbox/model.js'
import type { SandboxService } from '../sandbox/service.js'
import type { Workspace } from '../workspaces/workspace.js'

/** Reads what a workspace has on one channel. Every method but `connections` requires a connection to the channel first. */
export class ChannelService {
  readonly #connections: ConnectionService
  readonly #sandbox: SandboxService

  constructor(connections: ConnectionService, sandbox: SandboxService) {
    this.#connections = connections
    this.#sandbox = sandbox
  }

  /** The connections to the channel, newest first. */
  connections(workspace: Workspace, channel: ProviderSlug): Promise<readonly Connection[]> {
    return this.#connections.listOf(workspace, channel)
  }

  /** @throws {ApiError} `no_connection`. */
  async requireConnection(workspace: Workspace, channel: ProviderSlug): Promise<void> {
    if ((await this.connections(workspace, channel)).length > 0) return
    fail('no_connection', {
      message: `The workspace has no connection to ${channel}.`,
      fix: `Connect it with POST /v1/connect/${channel}.`,
      field: 'provider',
      value_received: channel,
    })
  }

  /** @throws {ApiError} `no_connection`. */
  async listings(workspace: Workspace, channel: SandboxChannel): Promise<readonly Listing[]> {
    await this.requireConnection(workspace, channel)
    const all = await this.#sandbox.listings(workspace.id)
    return all.filter(({ channels }) => channels.includes(channel))
  }

  /** @throws {ApiError} `no_connection`. */
  async reservations(workspace: Workspace, channel: SandboxChannel): Promise<readonly Reservation[]> {
    await this.requireConnection(workspace, channel)
    const all = await this.#sandbox.reservations(workspace.id)
    return all.filter((reservation) => reservation.channel === channel)
  }

  /** @throws {ApiError} `no_connection`; `not_found`; `invalid_provider` for a listing on other channels only. */
  async listing(workspace: Workspace, channel: SandboxChannel, id: string): Promise<Listing> {
    await this.requireConnection(workspace, channel)
    const listing = await this.#sandbox.listing(workspace.id, id)
    requireOn(channel, listing.channels, 'listing', id)
    return listing
  }

  /** @throws {ApiError} `no_connection`; `not_found`; `invalid_provider` for a reservation of another channel. */
  async reservation(workspace: Workspace, channel: SandboxChannel, code: string): Promise<Reservation> {
    await this.requireConnection(workspace, channel)
    const reservation = await this.#sandbox.reservation(workspace.id, code, 'code')
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
