import { fail } from '../errors/api-error.js'
import { othersFirst } from '../lib/steps.js'
import type { SessionEviction } from '../sessions/eviction.js'
import { sessionRecords } from '../sessions/records.js'
import type { Directory } from '../storage/directory.js'
import type { RecordStore } from '../storage/records.js'

export interface SessionClaimsDeps {
  readonly records: RecordStore
  readonly directory: Directory
  readonly eviction: SessionEviction
}

/** So many ids are claimed or released at once. */
const idsAtOnce = 1000

/** The ids of very many sessions, of which the directory knows the workspace. */
export class SessionClaims {
  readonly #deps: SessionClaimsDeps

  constructor(deps: SessionClaimsDeps) {
    this.#deps = deps
  }

  /** The ids of the sessions of a workspace. */
  async ids(workspaceId: string): Promise<readonly string[]> {
    const found: string[] = []
    for await (const page of await this.#deps.records.ids(workspaceId, sessionRecords)) {
      found.push(...page)
      if (page.length > 0) await othersFirst()
    }
    return found
  }

  /** Makes ids those of no workspace. */
  async release(ids: readonly string[]): Promise<void> {
    for (let at = 0; at < ids.length; at += idsAtOnce) {
      await this.#deps.directory.release(ids.slice(at, at + idsAtOnce))
      await othersFirst()
    }
  }

  /** Releases ids that a workspace does not have. Returns those that it has. */
  async releaseUnused(workspaceId: string, ids: readonly string[]): Promise<readonly string[]> {
    const kept = await this.ids(workspaceId)
    const isKept = new Set(kept)
    await this.release(ids.filter((id) => !isKept.has(id)))
    return kept
  }

  /**
   * Claims all of these ids or none, some at a time.
   *
   * @param before those that the workspace has, of which all are removed.
   */
  async claimAll(workspaceId: string, ids: readonly string[], before: readonly string[]) {
    const { directory } = this.#deps
    for (let at = 0; at < ids.length; at += idsAtOnce) {
      const outcome = await directory.claim(workspaceId, ids.slice(at, at + idsAtOnce), before.length)
      if (outcome !== 'claimed') {
        const own = new Set(before)
        await this.release(ids.slice(0, at).filter((id) => !own.has(id)))
        return outcome
      }
      await othersFirst()
    }
    return 'claimed'
  }

  /**
   * Claims the ids of sessions for a workspace.
   *
   * @param before those that it has, of which all are removed.
   * @throws {ApiError} `invalid_body` for an id of another workspace, `capacity_exceeded`.
   */
  async claim(workspaceId: string, ids: readonly string[], before: readonly string[]): Promise<void> {
    const { eviction } = this.#deps
    let outcome = await this.claimAll(workspaceId, ids, before)
    if (outcome === 'full' && (await eviction.evictBeside(ids.length - before.length, workspaceId)))
      outcome = await this.claimAll(workspaceId, ids, before)
    if (outcome === 'taken') {
      fail('invalid_body', {
        message: 'A session of the snapshot is in another workspace of this server. Nothing was changed.',
        fix: 'Copy a workspace with POST /_mock/fork, or reset the other one first.',
        field: 'sessions',
      })
    }
    if (outcome === 'full') {
      fail('capacity_exceeded', {
        message: 'The server has no room for all sessions of the snapshot. Nothing was changed.',
        fix: 'Start the server with a higher REPULL_MOCK_MAX_SESSIONS.',
      })
    }
  }
}
