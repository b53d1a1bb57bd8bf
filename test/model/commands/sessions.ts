import type { ProviderSlug } from '../../../src/providers/providers.js'
import {
  type CommandFactory,
  type Expected,
  Generated,
  idOf,
  pickRef,
  refused,
  withOpen,
} from '../command.js'
import {
  clockOf,
  type ModelSession,
  ttlMs,
  type WorkspaceName,
  type World,
  withSession,
  withWorkspace,
} from '../world.js'
import { accountId, completed, connectedBy, derivedAccount } from './connections.js'

const redirectUrl = 'https://app.example/callback'

/** Opens a session: for a provider, or a picker of all or some. */
export function open(
  as: WorkspaceName,
  provider: ProviderSlug | null,
  allowed: readonly ProviderSlug[] | null,
): CommandFactory {
  return ({ label }) => ({
    call:
      provider === null
        ? { method: 'POST', path: '/v1/connect', as, body: { redirectUrl, allowedProviders: allowed } }
        : { method: 'POST', path: `/v1/connect/${provider}`, as },
    expect: (world) => {
      const ref = `session ${label}`
      const expiresAt = clockOf(world, as).nowMs + ttlMs
      const fresh: ModelSession = {
        status: 'pending',
        provider,
        allowed: provider === null ? allowed : null,
        expiresAt,
        hotelId: null,
        polls: 0,
        account: null,
        wasPastRetention: false,
      }
      return {
        status: provider === null ? 201 : 200,
        world: withWorkspace(world, as, { sessions: { ...world.workspaces[as].sessions, [ref]: fresh } }),
        checks: (body) => [
          [new Generated(ref), body.sessionId],
          [new Date(expiresAt).toISOString(), body.expiresAt],
        ],
      }
    },
  })
}

export function read(as: WorkspaceName, number: number): CommandFactory {
  return ({ world: { names } }) => {
    const ref = Object.keys(names)
      .filter((name) => name.startsWith('session '))
      .at(-1 - (number % 20))
    if (ref === undefined) return null
    const id = names[ref] as string
    return {
      call: { method: 'GET', path: `/v1/connect/sessions/${id}`, as },
      expect: (world) =>
        withOpen(world, ref, as, ({ status, provider, expiresAt }) => ({
          status: 200,
          world,
          checks: (body) => [
            [status, body.sessionStatus],
            [provider, body.provider],
            [new Date(expiresAt).toISOString(), body.expiresAt],
          ],
        })),
    }
  }
}

export function select(number: number, provider: ProviderSlug): CommandFactory {
  return ({ world: before }) => {
    const ref = pickRef(before, number)
    if (ref === undefined) return null
    const path = `/v1/connect/sessions/${idOf(before, ref)}/select-provider`
    return {
      call: { method: 'POST', path, as: null, body: { provider } },
      expect: (world) =>
        withOpen(world, ref, null, (session) =>
          bound(world, ref, session, provider, (world) => ({
            status: 200,
            world,
            checks: (body) => [[provider, body.provider]],
          })),
        ),
    }
  }
}

/** Decides a session at once: approve, deny, expire. */
export function decide(
  as: WorkspaceName,
  number: number,
  decision: 'approve' | 'deny' | 'expire',
  slug: ProviderSlug | null,
): CommandFactory {
  return ({ world: before }) => {
    const ref = pickRef(before, number)
    if (ref === undefined) return null
    const path = `/_mock/sessions/${idOf(before, ref)}/${decision}`
    return {
      call: { method: 'POST', path, as, body: slug === null ? {} : { provider: slug } },
      expect: (world) =>
        withOpen(world, ref, as, (session, owner, nowMs) => {
          const picked = slug ?? session.provider ?? session.allowed?.[0] ?? 'airbnb'
          return bound(world, ref, session, picked, (world) => {
            if (decision === 'deny')
              return ended(withSession(world, ref, { status: 'cancelled' }), 'cancelled')
            if (decision === 'expire') return ended(withSession(world, ref, { expiresAt: nowMs }), 'expired')
            const begun = session.resumes ?? session.signIn?.account ?? session.hotelId
            const account = begun ?? derivedAccount(world, owner, picked)
            const { world: after } = completed(world, owner, ref, {
              provider: connectedBy(session, picked, account),
              account,
              createdAt: nowMs,
            })
            return ended(after, 'completed', account)
          })
        }),
    }
  }
}

function ended(world: World, status: string, account: string | null = null): Expected {
  return {
    status: 200,
    world,
    checks: (body) => [
      [status, body.status],
      [account === null ? null : accountId(account), body.accountId],
    ],
  }
}

/** Binds a session to a provider and continues, or refuses a session that does not offer the provider. */
function bound(
  world: World,
  ref: string,
  { provider, allowed }: ModelSession,
  wanted: ProviderSlug,
  next: (world: World) => Expected,
): Expected {
  const isOffered = provider === null ? (allowed?.includes(wanted) ?? true) : provider === wanted
  return isOffered
    ? next(withSession(world, ref, { provider: wanted }))
    : refused(world, 400, 'invalid_provider')
}
