import type { Session } from '../connect/session.js'
import type { Common } from './session-row.js'

const kept = 16

/** What the fresh sessions of a workspace have in common: the kinds that came last, so that alike ones share theirs. */
export class Commons {
  readonly #kinds: Common[] = []
  #next = 0

  /** The part of a session that others may share. One that has changed keeps its own: few become alike. */
  of(session: Session): Common {
    const isFresh = session.version === 1
    const known = isFresh ? this.#kinds.find((kind) => isSame(kind, session)) : undefined
    if (known !== undefined) return known
    const { id, redirectUrl, state, createdAt, expiresAt, ...common } = session
    if (isFresh) {
      this.#kinds[this.#next] = common
      this.#next = (this.#next + 1) % kept
    }
    return common
  }
}

/** Member by member, which is many times faster than going through their names. */
function isSame(kind: Common, session: Session): boolean {
  return (
    kind.provider === session.provider &&
    kind.workspaceId === session.workspaceId &&
    kind.status === session.status &&
    kind.isPicker === session.isPicker &&
    kind.locale === session.locale &&
    kind.accessType === session.accessType &&
    kind.claim === session.claim &&
    kind.accountId === session.accountId &&
    isSameList(kind.allowedProviders, session.allowedProviders)
  )
}

function isSameList(one: readonly string[] | null, other: readonly string[] | null): boolean {
  if (one === null || other === null) return one === other
  return one.length === other.length && one.every((item, at) => item === other[at])
}
