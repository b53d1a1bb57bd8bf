/**
 * Why a host must act before a connection can be used again, and the `reason` that `account.disconnected` then has; null
 * where the account stays signed in, so that there is no event (reasons: published OpenAPI of 2026-10; which of them go
 * together is ours).
 */
export const breakReasons = {
  reauth_required: 'auth_expired',
  auth_expired: 'auth_expired',
  refresh_token_rejected: 'refresh_token_rejected',
  revoked_upstream: 'revoked_upstream',
  needs_permissions: null,
} as const

export type BreakReason = keyof typeof breakReasons

const messages: Readonly<Record<BreakReason, (name: string) => string>> = {
  reauth_required: (name) => `The host must connect ${name} again.`,
  auth_expired: (name) => `The sign-in of ${name} has expired. The host must connect it again.`,
  refresh_token_rejected: (name) =>
    `The provider no longer accepts the sign-in of ${name}. The host must connect it again.`,
  revoked_upstream: (name) =>
    `The host has revoked the access to ${name} at the provider, and must grant it again.`,
  needs_permissions: (name) => `The access to ${name} lacks permissions, which the host must grant.`,
}

/** What the host of a connection with a problem must do (published OpenAPI of 2026-10, `Connection.action`). */
export function actionOf(name: string, reason: BreakReason) {
  return { required: true, reason, message: messages[reason](name) }
}
