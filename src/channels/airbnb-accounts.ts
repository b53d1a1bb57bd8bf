import type { AccountEntry } from '../connections/account-service.js'
import type { Account, Connection, DisconnectedAccount } from '../connections/model.js'
import { type BreakReason, breakReasons } from '../connections/problem.js'
import { fixUrlOf, type LinkBase } from '../connections/resume-link.js'
import { fail } from '../errors/api-error.js'
import { maskForResponse } from '../lib/masking.js'

/** An Airbnb account that is connected, or was. */
export interface AirbnbAccount extends Account {
  /** Epoch milliseconds: when it was first connected. */
  readonly createdAt: number
  /** Epoch milliseconds; null while it is connected. */
  readonly disconnectedAt: number | null
  /** Why it cannot be used; null while it can. */
  readonly problem: BreakReason | 'disconnected' | null
  /** Why it was last lost, in the words of `account.disconnected`; null when it never was. */
  readonly lostBy: string | null
  /** The page on which its host can connect it again; null while it can be used. */
  readonly fixUrl: string | null
}

/** The state of all Airbnb accounts together (published OpenAPI, `AirbnbConnectionSummary.status`). */
export type AirbnbStatus = 'connected' | 'disconnected' | 'reconnect_required' | 'never_connected'

/** Airbnb accounts as answers show them, in their order. */
export function airbnbAccountsOf(
  entries: readonly Pick<AccountEntry, 'connection' | 'gone'>[],
  base: LinkBase,
): readonly AirbnbAccount[] {
  return entries.map(({ connection, gone }) =>
    connection === undefined
      ? disconnectedOf(gone as DisconnectedAccount, base)
      : connectedOf(connection, base),
  )
}

function connectedOf({ account, ...connection }: Connection, base: LinkBase): AirbnbAccount {
  const { provider, createdAt, problem, resumeSecret } = connection
  return {
    ...account,
    createdAt,
    disconnectedAt: null,
    problem,
    lostBy: problem && (breakReasons[problem] ?? problem),
    fixUrl: problem && fixUrlOf({ provider, account }, resumeSecret as string, base),
  }
}

function disconnectedOf(
  { account, createdAt, disconnectedAt }: DisconnectedAccount,
  base: LinkBase,
): AirbnbAccount {
  return {
    ...account,
    createdAt,
    disconnectedAt,
    problem: 'disconnected',
    lostBy: 'manual_disconnect',
    fixUrl: connectPage(base),
  }
}

/** `reconnect_required` when some of the accounts cannot be used, `disconnected` when none is connected any more. */
export function airbnbStatusOf(accounts: readonly AirbnbAccount[]): AirbnbStatus {
  if (accounts.length === 0) return 'never_connected'
  if (accounts.every(({ problem }) => problem === 'disconnected')) return 'disconnected'
  return accounts.every(({ problem }) => problem === null) ? 'connected' : 'reconnect_required'
}

/** Where Airbnb is connected (again); null when there is nothing to fix. The page of this server stands for a dashboard (ours). */
export function fixUrlOfAll(accounts: readonly AirbnbAccount[], base: LinkBase): string | null {
  if (accounts.length === 0) return connectPage(base)
  return accounts.find(({ problem }) => problem !== null)?.fixUrl ?? null
}

/**
 * The accounts that a list is asked for: the one of `account_id`, or all.
 *
 * @throws {ApiError} `not_found` for an account that the workspace does not have (published).
 */
export function chosenAccounts(
  accounts: readonly AirbnbAccount[],
  id: string | undefined,
): readonly AirbnbAccount[] {
  if (id === undefined) return accounts
  const chosen = accounts.filter((account) => account.id === id)
  if (chosen.length > 0) return chosen
  fail('not_found', {
    message: `The workspace has no Airbnb account with the id ${maskForResponse(id)}.`,
    fix: 'Use an externalAccountId of the accounts in GET /v1/connect/airbnb.',
    field: 'account_id',
    value_received: maskForResponse(id),
    valid_values: accounts.map((account) => account.id),
  })
}

function connectPage({ publicUrl }: LinkBase): string {
  return `${publicUrl}/`
}
