import { type Static, Type } from '@sinclair/typebox'
import { integer, oneOf, string } from '../lib/schema.js'
import type { ApiVersion } from '../versions/api-version.js'
import { inVersion } from '../versions/differences.js'
import type { ErrorDetails } from './entry.js'

/** Says how many listings a workspace has beyond its plan (published OpenAPI of 2026-10). */
export const PlanNotice = Type.Object(
  {
    code: oneOf(['listings_held_back'], 'The kind of notice.'),
    listingsHeldBack: integer('How many active listings the workspace has beyond its plan.'),
    activeListingLimit: integer('How many active listings the plan allows.'),
    message: string('What it means, for people.'),
    fix: string('What to do about it, for people.'),
    billingUrl: Type.String({ format: 'uri', description: 'The page on which the plan can be changed.' }),
  },
  {
    $id: 'PlanNotice',
    additionalProperties: false,
    description:
      'Beside an error of `listings_limit_exceeded` since 2026-10. Repull adds it to every JSON object that it answers.',
  },
)

const billingUrl = 'https://repull.dev/dashboard/billing'

/** The notice beside an error; null for an error that is not of the plan, and in versions without notices. */
export function planNoticeOf(
  {
    code,
    message,
    fix,
    details,
  }: Record<'code' | 'message' | 'fix', string> & { readonly details: ErrorDetails },
  version: ApiVersion,
): Static<typeof PlanNotice> | null {
  if (code !== 'listings_limit_exceeded' || inVersion(version, 'planNotice') === 'absent') return null
  const { active_listings: active, limit } = details as Required<typeof details>
  return {
    code: 'listings_held_back',
    listingsHeldBack: active - limit,
    activeListingLimit: limit,
    message,
    fix,
    billingUrl,
  }
}
