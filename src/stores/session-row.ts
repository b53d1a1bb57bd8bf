import type { Session } from '../connect/session.js'

/** What differs from one fresh session to the next. The rest of it very many have in common, so they share that. */
type Own = 'id' | 'redirectUrl' | 'state' | 'createdAt' | 'expiresAt'

/** What sessions may share. */
export type Common = Omit<Session, Own>

/** A session as it is kept, half as large as it came, and its places in two orders of age. */
export class SessionRow {
  readonly id: string
  older: SessionRow | undefined = undefined
  newer: SessionRow | undefined = undefined
  olderOfOwn: SessionRow | undefined = undefined
  newerOfOwn: SessionRow | undefined = undefined
  #redirectUrl: string | null
  #state: string | null
  #createdAt: number
  /** Small enough to be kept in its place; an instant is not, and takes another 16 bytes. */
  #lifetimeMs: number
  #common: Common

  constructor(session: Session, common: Common) {
    this.id = session.id
    this.#redirectUrl = session.redirectUrl
    this.#state = session.state
    this.#createdAt = session.createdAt
    this.#lifetimeMs = session.expiresAt - session.createdAt
    this.#common = common
  }

  /** Takes over what became of the session. */
  replace(next: Session, common: Common): void {
    this.#redirectUrl = next.redirectUrl
    this.#state = next.state
    this.#createdAt = next.createdAt
    this.#lifetimeMs = next.expiresAt - next.createdAt
    this.#common = common
  }

  get workspaceId(): string {
    return this.#common.workspaceId
  }

  get version(): number {
    return this.#common.version
  }

  get expiresAt(): number {
    return this.#createdAt + this.#lifetimeMs
  }

  /** The session as it came, made anew: member by member, which is many times faster than spreading what is common. */
  get session(): Session {
    const common = this.#common
    return {
      id: this.id,
      workspaceId: common.workspaceId,
      version: common.version,
      status: common.status,
      provider: common.provider,
      isPicker: common.isPicker,
      allowedProviders: common.allowedProviders,
      redirectUrl: this.#redirectUrl,
      state: this.#state,
      locale: common.locale,
      accessType: common.accessType,
      createdAt: this.#createdAt,
      expiresAt: this.expiresAt,
      claim: common.claim,
      accountId: common.accountId,
    }
  }
}
