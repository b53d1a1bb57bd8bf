import { type Check, type CommandContext, type CommandFactory, type Expected, pickRef } from '../command.js'
import {
  clockOf,
  emptyWorkspace,
  eventTypes,
  type ModelClock,
  type ModelConnection,
  markPastRetention,
  ownerOf,
  startMs,
  type WorkspaceName,
  type World,
  withWorkspace,
  workspaceNames,
} from '../world.js'
import { sandboxAccounts } from './connections.js'

/** Moves the clock of a workspace forward, or that of all. */
export function advance(as: WorkspaceName | null, byMs: number): CommandFactory {
  return ({ isConcurrent }) => {
    // A session that gets past its retention in a concurrent call may be found or not.
    if (isConcurrent && byMs > 3_600_000) return null
    return {
      call: { method: 'POST', path: '/_mock/clock/advance', as, body: { by: `${byMs}ms` } },
      affectsDeliveries: true,
      expect: (world) => changeClock(world, as, (clock) => ({ ...clock, nowMs: clock.nowMs + byMs })),
    }
  }
}

/** Sets a clock to just before, at or after the end of a session, which may turn it back. */
export function setToExpiry(
  as: WorkspaceName | null,
  number: number,
  byMs: number,
  frozen: boolean,
): CommandFactory {
  return ({ world: before }) => {
    const ref = pickRef(before, number)
    const owner = ref && ownerOf(before, ref)
    const expiresAt = (owner && before.workspaces[owner].sessions[ref]?.expiresAt) || startMs
    const nowMs = expiresAt + byMs
    return {
      call: { method: 'PUT', path: '/_mock/clock', as, body: { now: new Date(nowMs).toISOString(), frozen } },
      affectsDeliveries: true,
      expect: (world) => changeClock(world, as, () => ({ nowMs, frozen })),
    }
  }
}

export function releaseClock(as: WorkspaceName | null): CommandFactory {
  return () => ({
    call: { method: 'DELETE', path: '/_mock/clock', as },
    affectsDeliveries: true,
    expect: (world) => changeClock(world, as, () => ({ nowMs: startMs, frozen: false })),
  })
}

function changeClock(
  world: World,
  as: WorkspaceName | null,
  change: (clock: ModelClock) => ModelClock,
): Expected {
  let changed = as === null ? { ...world, clock: change(world.clock) } : world
  for (const name of workspaceNames) {
    const { clock } = world.workspaces[name]
    if (as === name || (as === null && clock !== null))
      changed = withWorkspace(changed, name, { clock: change(clock ?? world.clock) })
  }
  const { nowMs, frozen } = as === null ? changed.clock : clockOf(changed, as)
  return {
    status: 200,
    world: markPastRetention(changed),
    checks: (body): readonly Check[] => [
      [new Date(nowMs).toISOString(), body.now],
      [frozen, body.frozen],
      [nowMs - startMs, body.offsetMs],
    ],
  }
}

/** Empties a workspace. */
export function reset(as: WorkspaceName): CommandFactory {
  return () => ({
    call: { method: 'POST', path: '/_mock/reset', as },
    affectsDeliveries: true,
    replaces: as,
    expect: (world) => ({ status: 204, world: withWorkspace(world, as, emptyWorkspace) }),
  })
}

/** Creates a webhook, at most two of a workspace. */
export function subscribe(as: WorkspaceName): CommandFactory {
  return ({ world, receiverUrl }: CommandContext) =>
    world.workspaces[as].webhooks > 1
      ? null
      : {
          call: {
            method: 'POST',
            path: '/v1/webhooks',
            as,
            body: { url: receiverUrl, events: eventTypes },
          },
          expect: (world) => ({
            status: 201,
            world: withWorkspace(world, as, { webhooks: world.workspaces[as].webhooks + 1 }),
          }),
        }
}

export function seed(as: WorkspaceName): CommandFactory {
  return () => ({
    call: { method: 'POST', path: '/v1/sandbox/seed', as },
    expect: (world) => {
      const { connections } = world.workspaces[as]
      const createdAt = clockOf(world, as).nowMs
      const missing = sandboxAccounts.filter((one) => !connections.some(isOf(one)))
      const added = missing.map((one) => ({ ...one, createdAt }))
      const isSandbox = (one: ModelConnection) => sandboxAccounts.some((other) => isOf(one)(other))
      const healed = connections.map((one) => (isSandbox(one) ? { ...one, isBroken: false } : one))
      return {
        status: 200,
        world: withWorkspace(world, as, {
          isSeeded: true,
          connections: [...healed, ...added],
          inactive: [],
          disconnected: withoutSandbox(world.workspaces[as].disconnected),
        }),
      }
    },
  })
}

export function resetSandbox(as: WorkspaceName): CommandFactory {
  return () => ({
    call: { method: 'POST', path: '/v1/sandbox/reset', as },
    expect: (world) => {
      const { connections, disconnected, isSeeded } = world.workspaces[as]
      const isSandbox = (other: { provider: string; account: string }) =>
        sandboxAccounts.some((one) => isOf(one)(other))
      const left = isSeeded ? connections.filter((one) => !isSandbox(one)) : connections
      return {
        status: 200,
        world: withWorkspace(world, as, {
          isSeeded: false,
          connections: left,
          inactive: [],
          disconnected: isSeeded ? withoutSandbox(disconnected) : disconnected,
        }),
        checks: (body) => [
          [isSeeded ? 3 : 0, body.deleted.listings],
          [isSeeded ? 5 : 0, body.deleted.reservations],
          [connections.length - left.length, body.deleted.connections],
        ],
      }
    },
  })
}

function withoutSandbox(accounts: readonly string[]): readonly string[] {
  return accounts.filter((one) => !sandboxAccounts.some(({ account }) => account === one))
}

function isOf(one: { provider: string; account: string }) {
  return (other: { provider: string; account: string }) =>
    one.provider === other.provider && one.account === other.account
}
