import { closestMatch } from '../lib/closest-match.js'
import { isQuick, mayFit } from '../lib/glob.js'
import { isHeaderName } from '../lib/headers.js'
import { maskForResponse } from '../lib/masking.js'
import { versioned } from '../providers/api-path.js'
import type { ProviderSlug } from '../providers/providers.js'
import { defaultPath, type Fault } from './fault.js'

/** A route whose calls faults can happen to. */
export interface FaultRoute {
  readonly method: string
  /** With `:parameters`. */
  readonly path: string
  /** Which provider its calls are about: any, one, the one in its path, or none. */
  readonly provider: ProviderSlug | 'any' | 'path' | 'none'
}

/** Why a fault can never happen, in words; nothing where it can, or where that is not certain. */
export function warningsOf(
  fault: Pick<Fault, 'match' | 'probability'>,
  routes: readonly FaultRoute[],
): string[] {
  const { match, probability } = fault
  const ofCalls = isQuick(match.path ?? '') ? warningOfCalls(match, routes) : undefined
  return [
    ...(ofCalls === undefined ? [] : [ofCalls]),
    ...Object.entries(match.header ?? {}).flatMap(([name, value]) => warningsOfHeader(name, value)),
    ...(probability === 0 ? ['probability is 0, so it never happens'] : []),
  ]
}

function warningOfCalls(match: Fault['match'], routes: readonly FaultRoute[]): string | undefined {
  const { method, path = defaultPath, provider } = match
  const fitting = routes.filter((route) => mayFit(path, route.path))
  if (fitting.length === 0) {
    const meant = meantPath(path, routes)
    return `match.path ${maskForResponse(path)} fits no route that faults are for; ${meant === undefined ? 'see /openapi.json' : `did you mean ${maskForResponse(meant)}?`}`
  }
  const ofMethod = fitting.filter((route) => method === undefined || route.method === method)
  if (ofMethod.length === 0) {
    const there = [...new Set(fitting.map((route) => route.method))].sort().join(', ')
    return `no route that match.path fits takes ${method}; it takes ${there}`
  }
  if (provider === undefined || ofMethod.some((route) => isAbout(route, provider, path))) return undefined
  return `no call that the rest of match fits is about ${provider}`
}

function isAbout(route: FaultRoute, provider: string, pattern: string): boolean {
  if (route.provider === 'path') return mayFit(pattern, route.path.replace(':provider', provider))
  return route.provider === 'any' || route.provider === provider
}

function warningsOfHeader(name: string, value: string): readonly string[] {
  if (!isHeaderName(name))
    return [`match.header ${maskForResponse(JSON.stringify(name))} is no name of a header`]
  return value === value.trim()
    ? []
    : [`match.header ${name} has blanks around its value, which no request can have`]
}

/** The pattern that was probably meant: with its version, or with the words of a route in the place of misspelt ones. */
function meantPath(pattern: string, routes: readonly FaultRoute[]): string | undefined {
  const fits = (path: string) => routes.some((route) => mayFit(path, route.path))
  // The paths of calls have no slash at their end.
  const found = [pattern.replace(/\/$/, ''), ...versioned(pattern)].find(fits)
  if (found !== undefined) return found
  const given = pattern.split('/')
  const candidates = new Set(routes.flatMap(({ path }) => filled(path.split('/'), given)))
  const meant = closestMatch(pattern, candidates)
  return meant !== undefined && fits(meant) ? meant : undefined
}

/** The beginning of a route's path as long as a pattern, with the pattern's own parts where either leaves them open. */
function filled(parts: readonly string[], given: readonly string[]): readonly string[] {
  if (parts.length < given.length) return []
  const path = given.map((own, at) => {
    const part = parts[at] as string
    return part.startsWith(':') || own.includes('*') ? own : part
  })
  return [path.join('/')]
}
