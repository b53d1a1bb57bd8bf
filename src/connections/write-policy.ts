import type { Provider, ProviderSlug } from '../providers/providers.js'

/** What may be written to a PMS (names: published OpenAPI of 2026-10). */
export const policySwitches = {
  calendar: ['availability', 'rates', 'restrictions'],
  reservations: ['website', 'dashboard', 'api'],
} as const

type Switches = typeof policySwitches

/** Whether each kind of write to a PMS is on. */
export type WritePolicy = {
  readonly [Part in keyof Switches]: { readonly [Name in Switches[Part][number]]: boolean }
}

/** What changes of it: parts of the parts. */
export type WritePolicyChange = {
  readonly [Part in keyof WritePolicy]?:
    | { readonly [Name in keyof WritePolicy[Part]]?: boolean | undefined }
    | undefined
}

/** Providers whose calendars are not written at first (published). */
const startsWithoutCalendar: ReadonlySet<string> = new Set(['cloudbeds', 'mews'])

/** The policy that a PMS begins with. */
export function defaultPolicy(slug: string): WritePolicy {
  const calendar = !startsWithoutCalendar.has(slug)
  return {
    calendar: { availability: calendar, rates: calendar, restrictions: calendar },
    reservations: { website: true, dashboard: true, api: true },
  }
}

export function changedPolicy(before: WritePolicy, change: WritePolicyChange): WritePolicy {
  return {
    calendar: { ...before.calendar, ...change.calendar },
    reservations: { ...before.reservations, ...change.reservations },
  } as WritePolicy
}

/** Whether a provider has a policy: those of channels are not switched. */
export function hasWritePolicy({ category }: Provider): boolean {
  return category === 'pms'
}

/** A policy with what its PMS begins with. */
export interface PolicyView {
  readonly provider: ProviderSlug
  readonly writePolicy: WritePolicy
  readonly defaults: WritePolicy
}
