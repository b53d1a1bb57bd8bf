import { createHmac, timingSafeEqual } from 'node:crypto'
import { fail } from '../errors/api-error.js'

/**
 * The tokens by which a hosted page knows its own forms again. They need no cookie: each follows from the session and
 * from a secret of the server, so that only who has read the page can post its form.
 */
export class FormTokens {
  readonly #secret: string

  constructor(secret: string) {
    this.#secret = secret
  }

  /** The token of a session's forms. */
  of(sessionId: string): string {
    return createHmac('sha256', this.#secret).update(sessionId).digest('base64url')
  }

  /**
   * Lets a form of the session pass.
   *
   * @throws {ApiError} `forbidden` without the session's token.
   */
  require(sessionId: string, given: string | undefined): void {
    const wanted = Buffer.from(this.of(sessionId))
    const token = Buffer.from(given ?? '')
    if (token.length === wanted.length && timingSafeEqual(token, wanted)) return
    fail('forbidden', {
      message: 'The form carries no formToken of this session, so it may come from another site.',
      fix: 'Post the form of the page itself, with its hidden formToken. After a restart of the server, open the page anew.',
      field: 'formToken',
    })
  }
}
