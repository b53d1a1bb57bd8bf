import { createHmac, timingSafeEqual } from 'node:crypto'
import { fail } from '../errors/api-error.js'
import { bounds } from '../lib/bounds.js'
import { type Collection, jsonCodec, type RecordStore } from '../storage/records.js'
import type { Transactions } from '../workspaces/transactions.js'

/** Secrets of the server, which belong to no workspace. */
const secretRecords: Collection<string> = {
  name: 'secrets',
  codec: jsonCodec(),
  ...bounds.secrets,
}

/** The id under which the server's own records stand. No workspace has it as its id. */
const serverId = 'server'

export interface FormTokensDeps {
  readonly records: RecordStore
  readonly transactions: Transactions
  readonly createSecret: () => string
}

/**
 * The tokens by which a hosted page knows its own forms again. They need no cookie: each follows from the session and
 * from a secret that no caller knows, so that only who has read the page can post its form.
 */
export class FormTokens {
  readonly #deps: FormTokensDeps

  /** @param deps the store keeps the secret that all servers on it have. */
  constructor(deps: FormTokensDeps) {
    this.#deps = deps
  }

  /** The token of a session's forms. */
  async of(sessionId: string): Promise<string> {
    const secret = await this.#secret()
    return createHmac('sha256', secret).update(sessionId).digest('base64url')
  }

  async #secret(): Promise<string> {
    const { records, transactions, createSecret } = this.#deps
    const [found] = await records.read(serverId, [{ collection: secretRecords, id: 'forms' }])
    if (found !== undefined) return found.value
    return transactions.runIn(serverId, async (tx) => {
      const secret = (await tx.get(secretRecords, 'forms')) ?? createSecret()
      tx.put(secretRecords, 'forms', secret)
      return secret
    })
  }

  /**
   * Lets a form of the session pass.
   *
   * @throws {ApiError} `forbidden` without the session's token.
   */
  async require(sessionId: string, given: string | undefined): Promise<void> {
    const wanted = Buffer.from(await this.of(sessionId))
    const token = Buffer.from(given ?? '')
    if (token.length === wanted.length && timingSafeEqual(token, wanted)) return
    fail('forbidden', {
      message: 'The form carries no formToken of this session, so it may come from another site.',
      fix: 'Post the form of the page itself, with its hidden formToken. After a restart of the server, open the page anew.',
      field: 'formToken',
    })
  }
}
