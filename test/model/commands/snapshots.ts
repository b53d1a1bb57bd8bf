import { type Check, type CommandFactory, Generated, refused } from '../command.js'
import {
  clockOf,
  isPastRetention,
  type ModelWorkspace,
  originOf,
  type WorkspaceName,
  type World,
  withWorkspace,
  workspaceNames,
} from '../world.js'

/** The copy of a workspace: without sessions past their retention, and with its own clock. */
function copyOf(
  world: World,
  name: WorkspaceName,
): ModelWorkspace & { clock: NonNullable<ModelWorkspace['clock']> } {
  const workspace = world.workspaces[name]
  const clock = clockOf(world, name)
  const saved = Object.entries(workspace.sessions).filter(([, one]) => !isPastRetention(one, clock.nowMs))
  return { ...workspace, origin: originOf(world, name), clock, sessions: Object.fromEntries(saved) }
}

/** Whether a copy of the workspace would have sessions that the server may have deleted. */
function isUncertain(world: World, name: WorkspaceName): boolean {
  return Object.values(copyOf(world, name).sessions).some(({ wasPastRetention }) => wasPastRetention)
}

export function takeSnapshot(as: WorkspaceName): CommandFactory {
  return ({ world: before, label, saved }) =>
    isUncertain(before, as)
      ? null
      : {
          call: { method: 'GET', path: '/_mock/snapshot', as },
          affectsDeliveries: true,
          save: (body) => saved.set(label, body),
          expect: (world) => {
            const copy = copyOf(world, as)
            return {
              status: 200,
              world: { ...world, snapshots: { ...world.snapshots, [label]: copy } },
              checks: (body) => [
                [new Date(copy.clock.nowMs).toISOString(), body.clock.now],
                [statusesOf(Object.values(copy.sessions)), statusesOf(body.sessions)],
                [copy.connections.length, body.connections.length],
                [copy.webhooks, body.webhooks.webhooks.length],
                [copy.isSeeded, body.sandbox !== null],
              ],
            }
          },
        }
}

/** Restores a snapshot into its workspace or into another one. */
export function restore(as: WorkspaceName, number: number): CommandFactory {
  return ({ world: before, saved }) => {
    const labels = Object.keys(before.snapshots)
    const label = labels.at(-1 - (number % Math.max(labels.length, 1)))
    const body = label && saved.get(label)
    if (label === undefined || body === undefined) return null
    const sessionsElsewhere = (world: World) =>
      workspaceNames.flatMap((name) => {
        if (name === as) return []
        const { sessions } = world.workspaces[name]
        return Object.keys(world.snapshots[label]?.sessions ?? {}).flatMap((ref) => sessions[ref] ?? [])
      })
    if (sessionsElsewhere(before).some(({ wasPastRetention }) => wasPastRetention)) return null
    return {
      call: { method: 'PUT', path: '/_mock/snapshot', as, body },
      affectsDeliveries: true,
      replaces: as,
      expect: (world) => {
        const taken = world.snapshots[label] as ModelWorkspace
        if (sessionsElsewhere(world).length > 0) return refused(world, 400, 'invalid_body')
        return {
          status: 200,
          world: withWorkspace(world, as, taken),
          checks: (body) => [[Object.keys(taken.sessions).length, body.sessions.length]],
        }
      },
    }
  }
}

/** Copies a workspace to another key. The copies of sessions have new ids. */
export function fork(as: WorkspaceName, to: WorkspaceName): CommandFactory {
  return ({ world: before, label }) =>
    as === to || isUncertain(before, as)
      ? null
      : {
          call: { method: 'POST', path: '/_mock/fork', as, body: { to: `sk_test_${to}` } },
          affectsDeliveries: true,
          replaces: to,
          expect: (world) => {
            const copy = copyOf(world, as)
            const named = Object.entries(copy.sessions).map(([ref, one], at) => ({
              ref,
              copied: `session ${label}.${at}`,
              one,
            }))
            return {
              status: 200,
              world: withWorkspace(world, to, {
                ...copy,
                sessions: Object.fromEntries(named.map(({ copied, one }) => [copied, one])),
              }),
              checks: (body, names): readonly Check[] => [
                [named.length, Object.keys(body.sessions).length],
                ...named.map(
                  ({ ref, copied }): Check => [new Generated(copied), body.sessions[names[ref] as string]],
                ),
              ],
            }
          },
        }
}

/** The sorted statuses of sessions. */
function statusesOf(sessions: readonly { status: string }[]): string {
  return sessions
    .map(({ status }) => status)
    .sort()
    .join(' ')
}
