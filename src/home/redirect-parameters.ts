import { withoutSecrets } from '../lib/masking.js'
import { URLSearchParams } from '../lib/node-globals.js'

const mostShown = 20
const longestName = 100
const longestValue = 500

/** One parameter as a page may show it. */
export interface RedirectParameter {
  readonly name: string
  readonly value: string
}

/** What a redirect brought. */
export interface RedirectParameters {
  /** Each name with its first value, whole and as it came. */
  readonly first: ReadonlyMap<string, string>
  /** The first twenty, API keys masked, long ones cut. */
  readonly shown: readonly RedirectParameter[]
  /** How many more there are. */
  readonly notShown: number
}

/** Reads the parameters in the query of an address, which may be anything that a browser sends. */
export function readRedirect(address: string): RedirectParameters {
  const at = address.indexOf('?')
  const all = at < 0 ? [] : [...new URLSearchParams(address.slice(at))]
  return {
    first: new Map(all.toReversed()),
    shown: all.slice(0, mostShown).map(([name, value]) => ({
      name: cut(name, longestName),
      value: cut(value, longestValue),
    })),
    notShown: Math.max(0, all.length - mostShown),
  }
}

function cut(text: string, longest: number): string {
  const masked = withoutSecrets(text)
  if (masked.length <= longest) return masked.toWellFormed()
  return `${masked.slice(0, longest).toWellFormed()}… (${masked.length} characters)`
}
