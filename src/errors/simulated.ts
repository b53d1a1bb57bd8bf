import { ApiError, type ErrorInput } from './api-error.js'
import type { ErrorCode } from './catalogue.js'

/** Where a larger plan can be had. */
export const upgradeUrl = 'https://repull.dev/pricing'

/** What clients read of some errors beyond the five members. */
const details: Partial<Record<ErrorCode, ErrorInput>> = {
  listings_limit_exceeded: { tier: 'free', limit: 2, active_listings: 3, upgrade_url: upgradeUrl },
  method_not_allowed: { headers: { allow: 'OPTIONS' }, valid_values: ['OPTIONS'] },
  session_terminal: { session_status: 'completed' },
  session_expired: { session_status: 'expired' },
  claim_pending: { retry_after: 2 },
  rate_limit_exceeded: { retry_after: 1, limit: 600, window_seconds: 60 },
}

/** An error as a client meets it when it happens in earnest, for a tester who asks for it. */
export function injectedError(code: ErrorCode): ApiError {
  return new ApiError(code, details[code])
}
