import { type Expected, type Fact, type Intent, pickRef, type Scene } from '../command.js'
import {
  changeWorkspace,
  clockOf,
  emptyWorkspace,
  fade,
  type ModelClock,
  ownerOf,
  startMs,
  type WorkspaceName,
  type World,
  workspaceNames,
} from '../world.js'
import { sandboxAccounts } from './connecting.js'

/** Moves the clock of a workspace forward, or that of all. */
export function advance(as: WorkspaceName | null, byMs: number): Intent {
  return ({ isRace }) => {
    // What fades while it is used is there or not.
    if (isRace && byMs > 3_600_000) return null
    return {
      call: { method: 'POST', path: '/_mock/clock/advance', as, body: { by: `${byMs}ms` } },
      disturbs: true,
      expect: (world) => changeClock(world, as, (clock) => ({ ...clock, nowMs: clock.nowMs + byMs })),
    }
  }
}

/** Sets a clock to just before, at or after the end of a session, which may turn it back. */
export function setToExpiry(as: WorkspaceName | null, number: number, byMs: number, frozen: boolean): Intent {
  return ({ world: before }) => {
    const ref = pickRef(before, number)
    const owner = ref && ownerOf(before, ref)
    const expiresAt = (owner && before.workspaces[owner].sessions[ref]?.expiresAt) || startMs
    const nowMs = expiresAt + byMs
    return {
      call: { method: 'PUT', path: '/_mock/clock', as, body: { now: new Date(nowMs).toISOString(), frozen } },
      disturbs: true,
      expect: (world) => changeClock(world, as, () => ({ nowMs, frozen })),
    }
  }
}

export function backToReal(as: WorkspaceName | null): Intent {
  return () => ({
    call: { method: 'DELETE', path: '/_mock/clock', as },
    disturbs: true,
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
      changed = changeWorkspace(changed, name, { clock: change(clock ?? world.clock) })
  }
  const { nowMs, frozen } = as === null ? changed.clock : clockOf(changed, as)
  return {
    status: 200,
    world: fade(changed),
    facts: (body): readonly Fact[] => [
      [new Date(nowMs).toISOString(), body.now],
      [frozen, body.frozen],
      [nowMs - startMs, body.offsetMs],
    ],
  }
}

/** Forgets everything of a workspace. */
export function reset(as: WorkspaceName): Intent {
  return () => ({
    call: { method: 'POST', path: '/_mock/reset', as },
    disturbs: true,
    replaces: as,
    expect: (world) => ({ status: 204, world: changeWorkspace(world, as, emptyWorkspace) }),
  })
}

/** Lets a webhook listen, if few do. */
export function subscribe(as: WorkspaceName): Intent {
  return ({ world, receiverUrl }: Scene) =>
    world.workspaces[as].webhooks > 1
      ? null
      : {
          call: {
            method: 'POST',
            path: '/v1/webhooks',
            as,
            body: { url: receiverUrl, events: ['account.created', 'account.disconnected'] },
          },
          expect: (world) => ({
            status: 201,
            world: changeWorkspace(world, as, { webhooks: world.workspaces[as].webhooks + 1 }),
          }),
        }
}

export function seed(as: WorkspaceName): Intent {
  return () => ({
    call: { method: 'POST', path: '/v1/sandbox/seed', as },
    expect: (world) => {
      const { connections } = world.workspaces[as]
      const createdAt = clockOf(world, as).nowMs
      const missing = sandboxAccounts.filter((one) => !connections.some(isOf(one)))
      const added = missing.map((one) => ({ ...one, createdAt }))
      return {
        status: 200,
        world: changeWorkspace(world, as, { isSeeded: true, connections: [...connections, ...added] }),
      }
    },
  })
}

export function unseed(as: WorkspaceName): Intent {
  return () => ({
    call: { method: 'POST', path: '/v1/sandbox/reset', as },
    expect: (world) => {
      const { connections, isSeeded } = world.workspaces[as]
      const isSandbox = (other: { provider: string; account: string }) =>
        sandboxAccounts.some((one) => isOf(one)(other))
      const left = isSeeded ? connections.filter((one) => !isSandbox(one)) : connections
      return {
        status: 200,
        world: changeWorkspace(world, as, { isSeeded: false, connections: left }),
        facts: (body) => [
          [isSeeded ? 3 : 0, body.deleted.listings],
          [isSeeded ? 5 : 0, body.deleted.reservations],
          [connections.length - left.length, body.deleted.connections],
        ],
      }
    },
  })
}

function isOf(one: { provider: string; account: string }) {
  return (other: { provider: string; account: string }) =>
    one.provider === other.provider && one.account === other.account
}
