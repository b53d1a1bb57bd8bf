import type { Static } from '@sinclair/typebox'
import { type Connection, idOfConnection } from '../connections/model.js'
import { isoTime } from '../lib/clock.js'
import { eachStep, mapSteps, type Steps } from '../lib/steps.js'
import type { Session } from '../sessions/model.js'
import { requireValidSessions } from '../sessions/validate.js'
import type { ApiVersion } from '../versions/api-version.js'
import { refuseSnapshot, withNumbers, withTexts } from '../workspaces/snapshot-part.js'
import { type ClockReading, requireInstant } from '../workspaces/workspace-clock.js'
import { type Fault, maskedFault, requirePossible, requireSmall } from './fault.js'
import { type KeptParts, presentParts, readParts, requireValidParts } from './snapshot-parts.js'
import type { SnapshotRecord } from './snapshot-schema.js'

/** Everything that a workspace holds but its journal, apart from the workspace that it was taken of. */
export interface Snapshot extends KeptParts {
  readonly clock: Pick<ClockReading, 'nowMs' | 'frozen'>
  /** Undefined for that of the server, as in snapshots from before there were versions. */
  readonly apiVersion: ApiVersion | undefined
  /** See `Workspace.origin`; undefined in snapshots from before it was kept. */
  readonly origin: string | undefined
  readonly sessions: readonly Session[]
  readonly connections: readonly (Omit<Connection, 'id'> & { readonly position: number })[]
  readonly faults: readonly Fault[]
}

export type Presented = Static<typeof SnapshotRecord>

/** A snapshot as it leaves the server: instants as text. */
export function* presentSnapshot(snapshot: Snapshot): Steps<Presented> {
  const { clock, apiVersion, origin, sessions, connections, faults } = snapshot
  return {
    version: 1,
    clock: { now: isoTime(clock.nowMs), frozen: clock.frozen },
    ...(apiVersion && { apiVersion }),
    ...(origin !== undefined && { origin }),
    sessions: yield* mapSteps(sessions, withTexts),
    connections: yield* mapSteps(connections, withTexts),
    faults: faults.map(maskedFault),
    ...(yield* presentParts(snapshot)),
  }
}

/** A snapshot as it came back. */
export function* readSnapshot(presented: Presented): Steps<Snapshot> {
  const { clock, apiVersion, origin, sessions, connections, faults } = presented
  return {
    clock: { nowMs: Date.parse(clock.now), frozen: clock.frozen },
    apiVersion,
    origin,
    sessions: yield* mapSteps(sessions, (one) => ({ resumes: null, signIn: null, ...withNumbers(one) })),
    connections: yield* mapSteps(connections, (one) => ({
      problem: null,
      resumeSecret: null,
      ...withNumbers(one),
    })),
    faults,
    ...(yield* readParts(presented)),
  }
}

/**
 * Refuses a snapshot that no workspace could have been in, so that one from outside breaks nothing.
 *
 * @throws {ApiError} `invalid_body` for the first problem, `invalid_provider` for a fault of an unknown provider.
 */
export function* requireValidSnapshot(workspaceId: string, snapshot: Snapshot): Steps<void> {
  const { clock, sessions, connections, faults } = snapshot
  requireInstant(clock.nowMs, 'clock.now')
  yield* requireValidSessions(sessions)
  yield* eachStep(faults, (fault, at) => {
    requirePossible(fault, `faults[${at}].`)
    requireSmall(fault, `faults[${at}].`)
  })
  yield* requireDistinct(workspaceId, connections)
  const at = connections.findIndex(({ problem, resumeSecret }) => problem !== null && resumeSecret === null)
  if (at >= 0) refuseSnapshot(`connections[${at}].resumeSecret`, 'is missing, but it has a problem')
  yield* requireValidParts(snapshot)
}

/** Refuses an account that is there twice, and positions that do not rise. */
function requireDistinct(workspaceId: string, connections: Snapshot['connections']): Steps<void> {
  const ids = new Set<string>()
  let last = 0
  return eachStep(connections, ({ provider, account, position }, at) => {
    const id = idOfConnection(workspaceId, provider, account.id)
    if (position <= last || ids.has(id))
      refuseSnapshot(
        `connections[${at}]`,
        'repeats an account, or its position is not above the one before it',
      )
    ids.add(id)
    last = position
  })
}
