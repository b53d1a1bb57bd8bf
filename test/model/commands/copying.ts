import { type Fact, type Intent, Name, refused } from '../command.js'
import {
  changeWorkspace,
  clockOf,
  isForgotten,
  type ModelWorkspace,
  type WorkspaceName,
  type World,
  workspaceNames,
} from '../world.js'

/** A workspace as a copy holds it: what still answers, and a clock of its own. */
function copyOf(
  world: World,
  name: WorkspaceName,
): ModelWorkspace & { clock: NonNullable<ModelWorkspace['clock']> } {
  const workspace = world.workspaces[name]
  const clock = clockOf(world, name)
  const kept = Object.entries(workspace.sessions).filter(([, one]) => !isForgotten(one, clock.nowMs))
  return { ...workspace, clock, sessions: Object.fromEntries(kept) }
}

/** Whether nobody knows what a copy of the workspace would hold. */
function isUncertain(world: World, name: WorkspaceName): boolean {
  return Object.values(copyOf(world, name).sessions).some(({ faded }) => faded)
}

export function takeSnapshot(as: WorkspaceName): Intent {
  return ({ world: before, label, kept }) =>
    isUncertain(before, as)
      ? null
      : {
          call: { method: 'GET', path: '/_mock/snapshot', as },
          disturbs: true,
          keep: (body) => kept.set(label, body),
          expect: (world) => {
            const copy = copyOf(world, as)
            return {
              status: 200,
              world: { ...world, snapshots: { ...world.snapshots, [label]: copy } },
              facts: (body) => [
                [new Date(copy.clock.nowMs).toISOString(), body.clock.now],
                [countStatuses(Object.values(copy.sessions)), countStatuses(body.sessions)],
                [copy.connections.length, body.connections.length],
                [copy.webhooks, body.webhooks.webhooks.length],
                [copy.isSeeded, body.sandbox !== null],
              ],
            }
          },
        }
}

/** Puts a snapshot into a workspace, of which it may have been taken or not. */
export function restore(as: WorkspaceName, number: number): Intent {
  return ({ world: before, kept }) => {
    const labels = Object.keys(before.snapshots)
    const label = labels.at(-1 - (number % Math.max(labels.length, 1)))
    const body = label && kept.get(label)
    if (label === undefined || body === undefined) return null
    const isHeldElsewhere = (world: World) =>
      workspaceNames.flatMap((name) => {
        if (name === as) return []
        const { sessions } = world.workspaces[name]
        return Object.keys(world.snapshots[label]?.sessions ?? {}).flatMap((ref) => sessions[ref] ?? [])
      })
    if (isHeldElsewhere(before).some(({ faded }) => faded)) return null
    return {
      call: { method: 'PUT', path: '/_mock/snapshot', as, body },
      disturbs: true,
      replaces: as,
      expect: (world) => {
        const taken = world.snapshots[label] as ModelWorkspace
        if (isHeldElsewhere(world).length > 0) return refused(world, 400, 'invalid_body')
        return {
          status: 200,
          world: changeWorkspace(world, as, taken),
          facts: (body) => [[Object.keys(taken.sessions).length, body.sessions.length]],
        }
      },
    }
  }
}

/** Copies a workspace to another key. Copies of sessions have ids of their own. */
export function fork(as: WorkspaceName, to: WorkspaceName): Intent {
  return ({ world: before, label }) =>
    as === to || isUncertain(before, as)
      ? null
      : {
          call: { method: 'POST', path: '/_mock/fork', as, body: { to: `sk_test_${to}` } },
          disturbs: true,
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
              world: changeWorkspace(world, to, {
                ...copy,
                sessions: Object.fromEntries(named.map(({ copied, one }) => [copied, one])),
              }),
              facts: (body, names): readonly Fact[] => [
                [named.length, Object.keys(body.sessions).length],
                ...named.map(
                  ({ ref, copied }): Fact => [new Name(copied), body.sessions[names[ref] as string]],
                ),
              ],
            }
          },
        }
}

/** How many sessions have become what, to be compared whatever their order. */
function countStatuses(sessions: readonly { status: string }[]): string {
  return sessions
    .map(({ status }) => status)
    .sort()
    .join(' ')
}
