import { fail } from '../errors/api-error.js'
import { type MaybePromise, then } from '../lib/maybe-promise.js'
import { providerOf } from '../providers/lookup.js'
import { slugOf } from '../providers/providers.js'
import type { Transaction } from '../workspaces/transaction.js'
import { type Connection, type ConnectionInput, connect, idOfConnection } from './model.js'
import { connectionRecords, disconnectedAccounts } from './records.js'

/** A connection that was made, or made again. */
export interface SavedConnection {
  readonly connection: Connection
  /** Whether the account was not connected before. */
  readonly isNew: boolean
}

/**
 * Makes, refreshes or heals the connection to an account, as a part of a transaction.
 *
 * @throws {ApiError} `invalid_credentials` for the credentials of a connection that has a problem: it takes new ones (ours).
 */
export function saveConnection(tx: Transaction, input: ConnectionInput): MaybePromise<SavedConnection> {
  const id = idOfConnection(tx.workspaceId, input.provider, input.account.id)
  return then(tx.get(connectionRecords, id), (before) => {
    const hasProblem = before !== undefined && before.problem !== null
    const { credentialsId } = input
    if (hasProblem && credentialsId !== undefined && credentialsId === before.credentialsId)
      failOldCredentials(input)
    const connection = connect(id, input, before, tx.clock.now())
    tx.put(connectionRecords, id, connection)
    const isNew = before === undefined
    if (isNew && input.provider === 'airbnb') tx.delete(disconnectedAccounts, id)
    const change = isNew ? 'created' : hasProblem ? 'healed' : 'refreshed'
    return then(tx.emit({ type: 'connection', change, connection }), () => ({ connection, isNew }))
  })
}

function failOldCredentials({ provider }: ConnectionInput): never {
  fail('invalid_credentials', {
    message: `${providerOf(slugOf(provider)).displayName} no longer accepts these credentials. Nothing was stored.`,
    fix: 'Ask the host for new credentials, best by the fixUrl of the connection.',
  })
}
