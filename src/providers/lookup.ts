import { fail } from '../errors/api-error.js'
import { closestMatch, normalize } from '../lib/closest-match.js'
import { maskForResponse } from '../lib/masking.js'
import { extranet, type Provider, type ProviderSlug, providerSlugs, providers } from './providers.js'

const bySlug: ReadonlyMap<string, Provider & { id: ProviderSlug }> = new Map(
  providers.map((provider) => [provider.id, provider]),
)

/** Words of the path that stand where a slug could, and never are one. */
export const reservedWords: ReadonlySet<string> = new Set(['providers', 'sessions', 'resume'])

/** The provider of a slug that is known to be one. */
export function providerOf(slug: ProviderSlug): Provider & { id: ProviderSlug } {
  return knownProvider(slug)
}

/**
 * The provider of a slug that came from outside. Only the exact slug counts: `Airbnb` is not `airbnb`.
 *
 * @param field where the slug stood.
 * @throws {ApiError} `invalid_provider` when no provider has this slug.
 */
export function knownProvider(slug: string, field = 'provider'): Provider & { id: ProviderSlug } {
  return bySlug.get(slug) ?? failUnknownProvider(slug, field)
}

function failUnknownProvider(slug: string, field: string): never {
  const meant = meantProvider(slug)
  const shown = maskForResponse(slug)
  fail('invalid_provider', {
    message: `Unknown provider: ${shown}`,
    fix:
      slug === extranet
        ? 'Use booking to connect such an account. It is read with GET /v1/connect/booking-extranet-login; in a test, DELETE /_mock/connections/{id} removes it.'
        : `Use a slug exactly as valid_values lists it${meant ? `, most likely ${meant}` : ''}: lower case, no spaces, no version suffix.`,
    field,
    value_received: shown,
    valid_values: providerSlugs,
    ...(meant && { did_you_mean: meant }),
  })
}

/** Slugs by their own normalized names and those of their aliases; of two with the same name, the first counts. */
const byName: ReadonlyMap<string, ProviderSlug> = new Map(
  providers
    .toReversed()
    .flatMap(({ id, aliases }) => [id, ...aliases].map((name) => [normalize(name), id] as const)),
)

const longestFirst = providerSlugs.toSorted((a, b) => b.length - a.length)

/**
 * The slug that somebody most likely meant: by an alias, other case, punctuation, a suffix, or one typo.
 *
 * @example meantProvider('airbnb_v2') // 'airbnb'
 */
function meantProvider(slug: string): ProviderSlug | undefined {
  const word = normalize(slug.slice(0, 64))
  return (
    byName.get(word) ?? longestFirst.find((id) => word.startsWith(id)) ?? closestMatch(word, providerSlugs)
  )
}

/**
 * Refuses a provider that is not the one a session belongs to.
 *
 * @throws {ApiError} `invalid_provider` when `received` is unknown or differs from `bound`.
 */
export function requireSameProvider(received: string, bound: ProviderSlug | null): void {
  if (knownProvider(received).id === bound) return
  const details = { field: 'provider', value_received: received }
  if (bound === null) {
    fail('invalid_provider', {
      message: `The session has no provider yet, so it cannot be used as ${received}.`,
      fix: 'Choose the provider first: POST /v1/connect/sessions/{id}/select-provider.',
      ...details,
      valid_values: providerSlugs,
    })
  }
  fail('invalid_provider', {
    message: `The session belongs to ${bound}, not to ${received}.`,
    fix: `Use ${bound}, the provider that the session was opened for, or open a session for ${received}.`,
    ...details,
    valid_values: [bound],
    did_you_mean: bound,
  })
}
