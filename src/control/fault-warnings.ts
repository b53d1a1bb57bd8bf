import { versioned } from '../lib/api-path.js'
import { closestMatch } from '../lib/closest-match.js'
import { isQuick, mayFit } from '../lib/glob.js'
import { isHeaderName } from '../lib/headers.js'
import { maskForResponse } from '../lib/masking.js'
import type { ProviderSlug } from '../providers/providers.js'
import { defaultPath, type Fault } from './fault.js'

/** A route to whose calls faults apply. */
export interface FaultRoute {
  readonly method: string
  /** With `:parameters`. */
  readonly path: string
  /** Which provider its calls are about: any, one, the one in its path, or none. */
  readonly provider: ProviderSlug | 'any' | 'path' | 'none'
}

/** The reasons why a fault can never apply; none where it can, or where that is not certain. */
export function warningsOf(
  { match, probability }: Pick<Fault, 'match' | 'probability'>,
  routes: readonly FaultRoute[],
): string[] {
  const warnings: string[] = []
  const isForCalls = match.event === undefined && match.decision === undefined
  if (isForCalls && isQuick(match.path ?? '')) warnings.push(...routeWarnings(match, routes))
  for (const [name, value] of Object.entries(match.header ?? {})) {
    if (!isHeaderName(name))
      warnings.push(`match.header ${maskForResponse(JSON.stringify(name))} is no name of a header`)
    else if (value !== value.trim())
      warnings.push(`match.header ${name} has blanks around its value, which no request can have`)
  }
  if (probability === 0) warnings.push('probability is 0, so it never applies')
  return warnings
}

function routeWarnings(match: Fault['match'], routes: readonly FaultRoute[]): readonly string[] {
  const { method, path = defaultPath, provider } = match
  const ofPath = routes.filter((route) => mayFit(path, route.path))
  if (ofPath.length === 0) {
    const meant = closestPattern(path, routes)
    const remedy = meant === undefined ? 'see /openapi.json' : `did you mean ${maskForResponse(meant)}?`
    return [`match.path ${maskForResponse(path)} matches no route that faults apply to; ${remedy}`]
  }
  const ofMethod = ofPath.filter((route) => method === undefined || route.method === method)
  if (ofMethod.length === 0) {
    const methods = [...new Set(ofPath.map((route) => route.method))].sort().join(', ')
    return [`no route that match.path fits takes ${method}; it takes ${methods}`]
  }
  if (provider === undefined || ofMethod.some((route) => isAbout(route, provider, path))) return []
  return [`no call that the rest of match fits is about ${provider}`]
}

function isAbout(route: FaultRoute, provider: string, pattern: string): boolean {
  if (route.provider === 'path') return mayFit(pattern, route.path.replace(':provider', provider))
  return route.provider === 'any' || route.provider === provider
}

/** The pattern that was probably meant: with its version, or with segments of a route in the place of misspelt ones. */
function closestPattern(pattern: string, routes: readonly FaultRoute[]): string | undefined {
  const fits = (path: string) => routes.some((route) => mayFit(path, route.path))
  // The paths of calls do not end in a slash.
  const found = [pattern.replace(/\/$/, ''), ...versioned(pattern)].find(fits)
  if (found !== undefined) return found
  const segments = pattern.split('/')
  const candidates = new Set(routes.flatMap(({ path }) => filled(path.split('/'), segments)))
  const meant = closestMatch(pattern, candidates)
  return meant !== undefined && fits(meant) ? meant : undefined
}

/** The beginning of a route's path, as long as a pattern; where either leaves a segment open, that of the pattern. */
function filled(route: readonly string[], pattern: readonly string[]): readonly string[] {
  if (route.length < pattern.length) return []
  const segments = pattern.map((own, at) => {
    const segment = route[at] as string
    return segment.startsWith(':') || own.includes('*') ? own : segment
  })
  return [segments.join('/')]
}
