/**
 * @typedef {{ id: string, url: string, expiresAt: string }} Session
 * @typedef {{ id: string, externalAccountId: string }} Account
 * @typedef {{ connected: boolean, accounts: Account[] }} Connection
 */

/** What Repull refused, by the code of its envelope. */
export class RepullError extends Error {
  /**
   * @param {number} status
   * @param {{ code: string, message: string, request_id: string }} error
   */
  constructor(status, { code, message, request_id }) {
    super(`${message} (${code}, ${request_id})`)
    this.name = 'RepullError'
    this.status = status
    this.code = code
  }
}

/** Connects the Airbnb accounts of our hosts. */
export class Connect {
  #baseUrl
  #apiKey

  /** @param {{ baseUrl: string, apiKey: string }} options */
  constructor({ baseUrl, apiKey }) {
    this.#baseUrl = baseUrl
    this.#apiKey = apiKey
  }

  /**
   * @param {string} redirectUrl where the host comes back to
   * @returns {Promise<Session>}
   */
  open(redirectUrl = 'https://our-app.example/callback') {
    return this.#call('POST', '/v1/connect/airbnb', { redirectUrl })
  }

  /**
   * The session as it stands, or a fresh one if it has expired.
   *
   * @param {string} id
   * @returns {Promise<Session>}
   */
  async resume(id) {
    try {
      return await this.#call('GET', `/v1/connect/sessions/${id}`)
    } catch (error) {
      if (isRefusal(error, 'session_expired')) return this.open()
      throw error
    }
  }

  /**
   * Completes a session. When the reply is lost it asks again, and takes a session that has ended for done if the
   * account is connected.
   *
   * @param {string} id
   * @param {string} accountName
   * @returns {Promise<Connection>}
   */
  async complete(id, accountName) {
    const path = `/v1/connect/sessions/${id}/complete`
    const send = () => this.#call('POST', path, { provider: 'airbnb', accountName })
    try {
      await send()
    } catch (lost) {
      if (lost instanceof RepullError) throw lost
      try {
        await send()
      } catch (error) {
        const isDone = isRefusal(error, 'session_terminal') && (await this.connection()).connected
        if (!isDone) throw error
      }
    }
    return this.connection()
  }

  /** @returns {Promise<Connection>} */
  connection() {
    return this.#call('GET', '/v1/connect/airbnb')
  }

  /**
   * Asks until the host has been through the hosted pages.
   *
   * @param {number} everyMs
   * @returns {Promise<Connection>}
   */
  async whenConnected(everyMs = 2000) {
    for (;;) {
      const connection = await this.connection()
      if (connection.connected) return connection
      await new Promise((resolve) => setTimeout(resolve, everyMs))
    }
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {object} [body]
   */
  async #call(method, path, body) {
    const answer = await fetch(this.#baseUrl + path, {
      method,
      headers: { authorization: `Bearer ${this.#apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    const parsed = await answer.json()
    if (!answer.ok) throw new RepullError(answer.status, parsed.error)
    return parsed
  }
}

/**
 * @param {unknown} error
 * @param {string} code
 */
function isRefusal(error, code) {
  return error instanceof RepullError && error.code === code
}
