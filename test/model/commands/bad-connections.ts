import { slugOf } from '../../../src/providers/providers.js'
import { type CommandFactory, type Expected, Generated, refused } from '../command.js'
import {
  clockOf,
  type ModelConnection,
  type ModelSession,
  type ModelSignIn,
  ttlMs,
  type WorkspaceName,
  type World,
  withWorkspace,
} from '../world.js'
import {
  connectionChecks,
  connectionId,
  disconnected,
  emitted,
  fixName,
  withConnection,
} from './connections.js'

/** Lets a connection go bad. */
export function breakOne(as: WorkspaceName, number: number): CommandFactory {
  return onConnection(as, number, 'POST', '/break', (world, one, label) => {
    const broken = { ...one, isBroken: true, secret: one.secret ?? label }
    const changed = withConnection(world, as, one, broken)
    return {
      status: 200,
      world: one.isBroken ? changed : emitted(changed, as, 'account.disconnected', one),
      checks: (body) => connectionChecks(as, broken, body),
    }
  })
}

/** Lets a connection be well again. */
export function heal(as: WorkspaceName, number: number): CommandFactory {
  return onConnection(as, number, 'POST', '/heal', (world, one) => {
    const healed = { ...one, isBroken: false }
    return {
      status: 200,
      world: withConnection(world, as, one, healed),
      checks: (body) => connectionChecks(as, healed, body),
    }
  })
}

/** Removes a connection of any provider. */
export function remove(as: WorkspaceName, number: number): CommandFactory {
  return onConnection(as, number, 'DELETE', '', (world, one) => ({
    status: 200,
    world: disconnected(world, as, one),
    checks: (body) => [[one.provider, body.provider]],
  }))
}

/** A call about a connection whose id is known, counted from the newest. */
function onConnection(
  as: WorkspaceName,
  number: number,
  method: string,
  action: string,
  next: (world: World, one: ModelConnection, label: string) => Expected,
): CommandFactory {
  return ({ world: before, label }) => {
    const { connections } = before.workspaces[as]
    const picked = connections.at(-1 - (number % Math.max(connections.length, 1)))
    const known = picked && connectionId(as, picked)
    const id = known instanceof Generated ? before.names[known.symbol] : known
    if (picked === undefined || id === undefined) return null
    return {
      call: { method, path: `/_mock/connections/${id}${action}`, as },
      expect: (world) => {
        const one = world.workspaces[as].connections.find(
          ({ provider, account }) => provider === picked.provider && account === picked.account,
        )
        return one ? next(world, one, label) : refused(world, 404, 'not_found')
      },
    }
  }
}

/** Follows a link that was given out, which opens a session if its connection is there. */
export function resume(number: number): CommandFactory {
  return ({ world: before, label }) => {
    const links = Object.keys(before.names).filter((name) => name.startsWith('["fix"'))
    const link = links.at(-1 - (number % Math.max(links.length, 1)))
    if (link === undefined) return null
    const { pathname, search } = new URL(before.names[link] as string)
    return {
      call: { method: 'GET', path: pathname + search, as: null },
      expect: (world) => {
        const [, owner] = JSON.parse(link) as ['fix', WorkspaceName]
        const { connections, sessions } = world.workspaces[owner]
        const one = connections.find((one) => fixName(owner, one) === link)
        if (one === undefined) return { status: 400, world }
        const ref = `session ${label}`
        const fresh: ModelSession = {
          status: 'pending',
          provider: slugOf(one.provider),
          allowed: null,
          expiresAt: clockOf(world, owner).nowMs + ttlMs,
          hotelId: null,
          polls: 0,
          account: null,
          resumes: one.account,
          ...(one.provider === 'booking_extranet' && { signIn: resumedAt(one.account) }),
          wasPastRetention: false,
        }
        return {
          status: 302,
          world: withWorkspace(world, owner, { sessions: { ...sessions, [ref]: fresh } }),
          checks: (_body, _names, { location = '' }) => [
            [new Generated(ref), new URL(location).searchParams.get('session')],
          ],
        }
      },
    }
  }
}

/** The host of an account of the Extranet must give access first. */
function resumedAt(account: string): ModelSignIn {
  return { flow: 'extranet', account, step: 'lacking', lacksAccess: true }
}
