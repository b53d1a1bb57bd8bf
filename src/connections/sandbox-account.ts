import type { ProviderSlug } from '../providers/providers.js'

/** The account of each channel that seeding the sandbox connects (ours; ids from 900000000 up are published). */
export const sandboxAccountIds = { airbnb: '900000301', booking: '900000302' } as const

/** Whether an account is one that seeding connects. */
export function isSandboxAccount(provider: ProviderSlug, accountId: string): boolean {
  const known: Partial<Record<ProviderSlug, string>> = sandboxAccountIds
  return known[provider] === accountId
}
