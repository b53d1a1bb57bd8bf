import type { Provider } from '../connect/providers.js'
import type { ApiError } from '../errors/api-error.js'
import { html } from './html.js'
import { page } from './layout.js'

/** What a page of an open session for one provider shows. */
export interface ApprovalView {
  readonly sessionId: string
  readonly provider: Provider
  readonly accessType: string | null
  readonly minted: { readonly username: string; readonly password: string } | null
}

/** The page on which a host approves or refuses. */
export function approvalPage({ sessionId, provider, accessType, minted }: ApprovalView): string {
  return page(
    `Connect ${provider.displayName}`,
    html`<p>An app asks to connect your ${provider.displayName} account${accessType && ` (${accessType})`}.</p>
${
  minted &&
  html`<p>Paste this pair into ${provider.displayName}, then approve.</p>
<dl><dt>Username</dt><dd data-testid="activation-username">${minted.username}</dd>
<dt>Password</dt><dd data-testid="activation-password">${minted.password}</dd></dl>`
}
<form method="post">
<input type="hidden" name="session" value="${sessionId}">
<button name="decision" value="approve" data-testid="approve">Approve</button>
<button name="decision" value="deny" data-testid="deny">Refuse</button>
<button name="decision" value="conflict" data-testid="account-conflict">This account is connected elsewhere</button>
</form>`,
  )
}

/** The page on which a host picks the provider. */
export function pickerPage(sessionId: string, providers: readonly Provider[]): string {
  return page(
    'Choose what to connect',
    html`<form method="post">
<input type="hidden" name="session" value="${sessionId}">
${providers.map(
  ({ id, displayName }) =>
    html`<p><button name="provider" value="${id}" data-testid="provider-${id}">${displayName}</button></p>
`,
)}</form>`,
  )
}

/** The last page of a session that has no redirectUrl. */
export function donePage(isConnected: boolean): string {
  return page(
    isConnected ? 'Connected' : 'Not connected',
    html`<p data-testid="done">${isConnected ? 'The account is connected.' : 'Nothing was connected.'} You can close this page.</p>`,
  )
}

/** The page of a session that can't be used, or of none. */
export function problemPage(error: ApiError, returnUrl: string | null): string {
  return page(
    'This link can not be used',
    html`<p data-testid="problem" data-code="${error.code}">${error.message}</p>
<p>${error.fix}</p>
${returnUrl && html`<p><a data-testid="return-link" href="${returnUrl}">Back to the app</a></p>`}`,
  )
}
