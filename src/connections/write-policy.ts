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
