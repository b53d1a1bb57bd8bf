import type { ProviderSlug } from '../../../src/providers/providers.js'
import type { ApiVersion } from '../../../src/versions/api-version.js'
import { type CommandFactory, type Expected, idOf, pickRef, refused, withOpen } from '../command.js'
import { clockOf, type ModelWorkspace, type WorkspaceName, type World } from '../world.js'
import {
  accountId,
  completed,
  connected,
  connectedBy,
  connectionChecks,
  connectionId,
  derivedAccount,
  disconnected,
  isOld,
} from './connections.js'
import { versionIn } from './versions.js'

/** The values of a provider's form; the channel refuses some of them. */
export type Typed = 'one' | 'two' | 'invalid' | 'unavailable' | 'nothing'

const forms: Partial<Record<ProviderSlug, readonly string[]>> = {
  lodgify: ['apiKey'],
  guesty: ['clientId', 'clientSecret'],
}

function credentialsOf(provider: ProviderSlug, typed: Typed): Record<string, string> {
  const fields = typed === 'nothing' ? [] : (forms[provider] ?? [])
  return Object.fromEntries(fields.map((field) => [field, field === 'clientId' ? 'hosts' : typed]))
}

/** The error of credentials that the channel refuses. */
function refusal(world: World, provider: ProviderSlug, typed: Typed): Expected | null {
  if (forms[provider] === undefined) return null
  if (typed === 'nothing') return refused(world, 400, 'invalid_body')
  if (typed === 'invalid') return refused(world, 401, 'invalid_credentials')
  if (typed === 'unavailable') return refused(world, 503, 'provider_unavailable')
  return null
}

/** Completes a session with its key. */
export function complete(
  as: WorkspaceName,
  number: number,
  provider: ProviderSlug | null,
  typed: Typed,
  given: string | null,
): CommandFactory {
  return ({ world: before }) => {
    const ref = pickRef(before, number)
    if (ref === undefined) return null
    const slug = provider ?? before.workspaces[as].sessions[ref]?.provider ?? 'airbnb'
    const credentials = credentialsOf(slug, typed)
    const hasForm = forms[slug] !== undefined
    const body = {
      provider: slug,
      ...(given !== null && { accountId: given }),
      ...(hasForm && typed !== 'nothing' && { credentials }),
    }
    return {
      call: { method: 'POST', path: `/v1/connect/sessions/${idOf(before, ref)}/complete`, as, body },
      expect: (world) =>
        withOpen(world, ref, as, (session, owner, nowMs) => {
          if (session.provider !== slug) return refused(world, 400, 'invalid_provider')
          const { resumes = null } = session
          if (resumes !== null && given !== null && given !== resumes)
            return refused(world, 400, 'invalid_body')
          const refusing = refusal(world, slug, typed)
          if (refusing) return refusing
          const derived = derivedAccount(world, owner, slug, hasForm ? credentials : {})
          const begun = session.hotelId ?? session.signIn?.account ?? null
          const account = given ?? resumes ?? begun ?? derived
          const connectedAs = connectedBy(session, slug, account)
          if (hasForm && isOld(world, owner, slug, account, typed))
            return refused(world, 401, 'invalid_credentials')
          const done = completed(world, owner, ref, {
            provider: connectedAs,
            account,
            createdAt: nowMs,
            ...(hasForm && { typed }),
          })
          return {
            status: 200,
            world: done.world,
            checks: (body) => connectionChecks(owner, done.connection, body),
          }
        }),
    }
  }
}

/** Submits credentials with the session id as the capability. */
export function submit(number: number, provider: 'lodgify' | 'guesty', typed: Typed): CommandFactory {
  return ({ world: before }) => {
    const ref = pickRef(before, number)
    if (ref === undefined) return null
    const credentials = credentialsOf(provider, typed)
    const body = { sessionId: idOf(before, ref), credentials }
    return {
      call: { method: 'POST', path: `/v1/connect/${provider}/credentials`, as: null, body },
      expect: (world) =>
        withOpen(world, ref, null, (session, owner, nowMs) => {
          if (session.provider !== provider) return refused(world, 400, 'invalid_provider')
          const refusing = refusal(world, provider, typed)
          if (refusing) return refusing
          const account = session.resumes ?? derivedAccount(world, owner, provider, credentials)
          if (isOld(world, owner, provider, account, typed)) return refused(world, 401, 'invalid_credentials')
          const done = completed(world, owner, ref, { provider, account, createdAt: nowMs, typed })
          return {
            status: 200,
            world: done.world,
            checks: (body) => submitted(owner, provider, account, body),
          }
        }),
    }
  }
}

function submitted(
  owner: WorkspaceName,
  provider: ProviderSlug,
  account: string,
  body: { connectionId: string; accountInfo: { accountId: string } },
) {
  return [
    [accountId(account), body.accountInfo.accountId],
    [connectionId(owner, { provider, account }), body.connectionId],
  ] as const
}

/** Connects by credentials, without a session. */
export function connectDirectly(
  as: WorkspaceName,
  provider: 'lodgify' | 'guesty',
  typed: Typed,
): CommandFactory {
  const secret = typed === 'nothing' ? 'one' : typed
  const credentials = credentialsOf(provider, secret)
  return () => ({
    call: { method: 'POST', path: `/v1/connect/${provider}`, as, body: credentials },
    expect: (world) => {
      const refusing = typed === 'nothing' ? null : refusal(world, provider, typed)
      if (refusing) return refusing
      const account = derivedAccount(world, as, provider, credentials)
      if (isOld(world, as, provider, account, secret)) return refused(world, 401, 'invalid_credentials')
      const { nowMs } = clockOf(world, as)
      const done = connected(world, as, { provider, account, createdAt: nowMs, typed: secret })
      return { status: 200, world: done.world, checks: (body) => connectionChecks(as, done.connection, body) }
    },
  })
}

/**
 * Disconnects the only account of a provider; in 2026-07 the newest one.
 *
 * @param provider null for the one with the most accounts.
 */
export function disconnect(
  as: WorkspaceName,
  provider: ProviderSlug | null,
  prefer: ApiVersion | null,
): CommandFactory {
  return ({ world: before }) => {
    const slug = provider ?? mostConnected(before.workspaces[as])
    return {
      call: { method: 'DELETE', path: `/v1/connect/${slug}`, as, prefer },
      expect: (world) => {
        const isStrict = versionIn(world, as, prefer) === '2026-10'
        if (isStrict && !isRemovable(slug)) return refused(world, 501, 'not_implemented')
        const own = world.workspaces[as].connections.filter((one) => one.provider === slug)
        const newest = own.at(-1)
        if (newest === undefined) return refused(world, 404, 'not_found')
        if (isStrict && own.length > 1) return refused(world, 422, 'invalid_params')
        return {
          status: 200,
          world: disconnected(world, as, newest),
          checks: (body) => [[accountId(newest.account), body.accountId]],
        }
      },
    }
  }
}

function isRemovable(provider: ProviderSlug): boolean {
  return provider === 'airbnb' || provider === 'booking'
}

/** Of several that have the most accounts, one that every version can disconnect. */
function mostConnected({ connections }: ModelWorkspace): ProviderSlug {
  const countOf = (provider: ProviderSlug) => connections.filter((one) => one.provider === provider).length
  const all = connections.flatMap(({ provider }) => (provider === 'booking_extranet' ? [] : [provider]))
  const [most = 'airbnb'] = all.toSorted(
    (one, other) => countOf(other) - countOf(one) || Number(isRemovable(other)) - Number(isRemovable(one)),
  )
  return most
}
