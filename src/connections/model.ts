import { connectionId } from '../lib/ids.js'
import type { ConnectedSlug, ProviderSlug } from '../providers/providers.js'
import type { AccessType, Account, RoomMapping } from '../sessions/model.js'
import type { BreakReason } from './problem.js'

export type { Account }

/** A connected account, an immutable value. One per workspace, provider and external account. */
export interface Connection {
  readonly id: string
  readonly provider: ConnectedSlug
  readonly account: Account
  readonly accessType: AccessType | null
  readonly rooms: RoomMapping
  /** Epoch milliseconds of the workspace when it was first connected. */
  readonly createdAt: number
  /** Why its host must act; null while it can be used. */
  readonly problem: BreakReason | null
  /** What proves its resume links, from the first time that it was broken; null before. */
  readonly resumeSecret: string | null
  /** Whose host has signed in: their e-mail address, null for one who was invited. Absent for all others. */
  readonly email?: string | null
  /** Epoch milliseconds of the workspace when the mapping of one that signed in was confirmed first. */
  readonly importRequestedAt?: number
  /** Tells the keys that were accepted last, without revealing them; absent where there were none. */
  readonly credentialsId?: string
  /** Which units of Vrbo have their calendar written, where a mapping said so. */
  readonly calendarSync?: Readonly<Record<string, boolean>>
}

/** What connecting an account needs to know. */
export interface ConnectionInput extends Omit<Connection, 'id' | 'createdAt' | 'problem' | 'resumeSecret'> {
  readonly workspaceId: string
}

/** Why an account is not connected any more (published OpenAPI, `account.disconnected`). */
export const disconnectReasons = [
  'refresh_token_rejected',
  'manual_disconnect',
  'auth_expired',
  'revoked_upstream',
] as const
export type DisconnectReason = (typeof disconnectReasons)[number]

/** An account that was connected once. */
export interface DisconnectedAccount extends Pick<Connection, 'account' | 'createdAt'> {
  readonly provider: ProviderSlug
  /** Epoch milliseconds of the workspace. */
  readonly disconnectedAt: number
}

/** The account of each channel that seeding the sandbox connects (ours; ids from 900000000 up are published). */
export const sandboxAccountIds = { airbnb: '900000301', booking: '900000302' } as const

/**
 * The id of the connection to an account. It follows from workspace, provider and account; accounts of the sandbox have
 * one that is the same in every workspace.
 */
export function idOfConnection(workspaceId: string, provider: ConnectedSlug, accountId: string): string {
  const sandbox: Partial<Record<ConnectedSlug, string>> = sandboxAccountIds
  return sandbox[provider] === accountId ? accountId : connectionId(workspaceId, provider, accountId)
}

/**
 * The connection after an account was connected, which heals it. One that was there `before` keeps its `createdAt` and its
 * rooms.
 */
export function connect(
  id: string,
  input: ConnectionInput,
  before: Connection | undefined,
  nowMs: number,
): Connection {
  const { provider, account, accessType, rooms } = input
  const { email = before?.email, credentialsId = before?.credentialsId, calendarSync } = input
  const importRequestedAt = before?.importRequestedAt ?? input.importRequestedAt
  return {
    id,
    provider,
    account,
    accessType,
    rooms: { ...before?.rooms, ...rooms },
    createdAt: before?.createdAt ?? nowMs,
    problem: null,
    resumeSecret: before?.resumeSecret ?? null,
    ...(email !== undefined && { email }),
    ...(credentialsId !== undefined && { credentialsId }),
    ...(importRequestedAt !== undefined && { importRequestedAt }),
    ...mergedSync(before?.calendarSync, calendarSync),
  }
}

type CalendarSync = Connection['calendarSync']

/** What a mapping says of calendars, on top of what was said before; nothing where nothing was. */
export function mergedSync(before: CalendarSync, said: CalendarSync): Pick<Connection, 'calendarSync'> {
  return before === undefined && said === undefined ? {} : { calendarSync: { ...before, ...said } }
}
