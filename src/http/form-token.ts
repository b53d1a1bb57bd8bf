import { createHmac, timingSafeEqual } from 'node:crypto'
import { type Documents, readOrCreate } from '../documents.js'
import { fail } from '../errors/api-error.js'

/**
 * The tokens by which a hosted page knows its own forms again. They need no cookie: each follows from the session and
 * from a secret that no caller knows, so that only who has read the page can post its form.
 */
export class FormTokens {
  readonly #secrets: Documents<string>
  readonly #createSecret: () => string

  /** @param secrets keep the one that all servers on a store have. */
  constructor(secrets: Documents<string>, createSecret: () => string) {
    this.#secrets = secrets
    this.#createSecret = createSecret
  }

  /** The token of a session's forms. */
  async of(sessionId: string): Promise<string> {
    const secret = await readOrCreate(this.#secrets, 'forms', this.#createSecret)
    return createHmac('sha256', secret).update(sessionId).digest('base64url')
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
