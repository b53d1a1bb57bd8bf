import { connectionId } from '../lib/ids.js'
import type { ProviderSlug } from '../providers/providers.js'
import type { AccessType, RoomMapping } from '../sessions/model.js'
import { isSandboxAccount } from './sandbox-account.js'

/** An account at a provider, as the simulated channel knows it. */
export interface Account {
  /** The provider's own id of the account. */
  readonly id: string
  readonly name: string
}

/** A connected account, an immutable value. One per workspace, provider and external account. */
export interface Connection {
  readonly id: string
  readonly provider: ProviderSlug
  readonly account: Account
  readonly accessType: AccessType | null
  readonly rooms: RoomMapping
  /** Epoch milliseconds of the workspace, of the first connecting; refreshing keeps it. */
  readonly createdAt: number
}

/** What connecting an account needs to know. */
export interface ConnectionInput {
  readonly workspaceId: string
  readonly provider: ProviderSlug
  readonly account: Account
  readonly accessType: AccessType | null
  readonly rooms: RoomMapping
}

/**
 * The id of the connection to an account. It follows from workspace, provider and account; the accounts of the sandbox
 * give it their own, which is the same in every workspace.
 */
export function idOfConnection(workspaceId: string, provider: ProviderSlug, accountId: string): string {
  return isSandboxAccount(provider, accountId) ? accountId : connectionId(workspaceId, provider, accountId)
}

/**
 * What a connection is after connecting an account. Its id follows from workspace, provider and account, so connecting
 * again refreshes the one that is there: it keeps its `createdAt` and the rooms that are mapped.
 */
export function connect(input: ConnectionInput, before: Connection | undefined, nowMs: number): Connection {
  const { workspaceId, provider, account, accessType, rooms } = input
  return {
    id: idOfConnection(workspaceId, provider, account.id),
    provider,
    account,
    accessType,
    rooms: { ...before?.rooms, ...rooms },
    createdAt: before?.createdAt ?? nowMs,
  }
}
