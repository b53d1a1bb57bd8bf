import { asText } from './setting-kinds.js'

/** The plan of a workspace, which bounds how many active listings it has. */
export const plan = {
  fallback: 'custom',
  help: 'How many active listings a workspace may have: custom any, free 2, starter 50, or as many as stand behind a colon',
  allowed: 'custom, free, starter, or free: or starter: and a number',
  read: (text: string) => {
    const plan = text.toLowerCase()
    if (plan === 'custom') return null
    const [, tier, listings] = /^(free|starter)(?::(\d{1,9}))?$/.exec(plan) ?? []
    if (tier === undefined) return undefined
    return { tier, listings: Number(listings ?? (tier === 'free' ? 2 : 50)) }
  },
  write: (input: 'custom' | 'free' | 'starter' | `free:${number}` | `starter:${number}`) => asText(input),
}
