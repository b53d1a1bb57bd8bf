/** What the host lets an app do with an account of Airbnb or Vrbo (published OpenAPI of 2026-10, `accessType`). */
export const accessTypes = ['full_access', 'messaging', 'read_only'] as const
export type AccessType = (typeof accessTypes)[number]

/** An account at a provider, as the simulated channel knows it. */
export interface Account {
  /** The provider's own id of the account. */
  readonly id: string
  readonly name: string
}
