import { ConnectApp } from './app.js'

/** Apps with one bug each, by the rule that finds it. */
export const twins = {
  /** After 410 it sends the same call once more. */
  'expired-session-reused': class extends ConnectApp {
    async recover(error, id, provider, credentials) {
      if (error.code !== 'session_expired') return super.recover(error, id, provider, credentials)
      await this.complete(id, provider, credentials)
    }
  },

  /** When the reply to a completion is lost, it begins anew. */
  'work-done-twice': class extends ConnectApp {
    async send(method, path, body, key) {
      try {
        return await super.send(method, path, body, key)
      } catch (error) {
        if (error.status !== null || !path.endsWith('/complete')) throw error
        const { id } = await this.open(body.provider)
        return super.send(method, `/v1/connect/sessions/${id}/complete`, body, this.newKey())
      }
    }
  },

  /** It sends no Idempotency-Key. */
  'repeated-without-key': class extends ConnectApp {
    newKey() {
      return null
    }
  },

  /** It does not read Retry-After. */
  'retry-after-ignored': class extends ConnectApp {
    pauseMs(_error, attempt) {
      return 10 * 2 ** attempt
    }
  },

  /** It takes every answer of the API for the last word. */
  'no-way-on': class extends ConnectApp {
    mayRetry(error, attempt) {
      return error.status === null && super.mayRetry(error, attempt)
    }
  },

  /** It tries until it succeeds. */
  'retries-without-end': class extends ConnectApp {
    mayRetry(error) {
      return super.mayRetry(error, 1)
    }

    pauseMs({ retryAfterMs }, attempt) {
      return retryAfterMs ?? 50 * attempt
    }
  },

  /** It believes every sender. */
  'bad-signature-accepted': class extends ConnectApp {
    isSigned() {
      return true
    }
  },

  /** It does not remember which events it has handled. */
  'event-handled-twice': class extends ConnectApp {
    isHandled() {
      return false
    }
  },

  /** It puts a completion that fails into a queue that is worked on every hour. */
  'completion-too-late': class extends ConnectApp {
    async complete(id, provider, credentials) {
      const path = `/v1/connect/sessions/${id}/complete`
      const key = this.newKey()
      try {
        return await this.send('POST', path, { provider, credentials }, key)
      } catch (error) {
        if (!super.mayRetry(error, 1)) throw error
        await this.sleep(60 * 60_000)
        return this.send('POST', path, { provider, credentials }, key)
      }
    }
  },

  /** It believes what the address of the callback says. */
  'connected-by-hearsay': class extends ConnectApp {
    async judgeReturn(status, provider) {
      return status === 'connected' ? null : super.judgeReturn(status, provider)
    }
  },

  /** It waits for a reply as long as that takes. */
  hung: class extends ConnectApp {
    withDeadline(use) {
      return use(undefined)
    }
  },

  /** It keeps the address of a session, and sends the user there again. */
  'dead-link-shown': class extends ConnectApp {
    #links = new Map()

    async open(provider) {
      const session = await super.open(provider)
      this.#links.set(provider, session.url)
      return session
    }

    async judgeReturn(status, provider) {
      return status === 'expired' ? this.#links.get(provider) : super.judgeReturn(status, provider)
    }
  },
}
