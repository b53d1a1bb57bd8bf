import { URL } from '../lib/node-globals.js'
import type { Provider } from '../providers/providers.js'
import type { EndStatus } from '../sessions/model.js'
import { html } from './html.js'
import type { Content } from './layout.js'
import { leaveScript } from './scripts.js'
import type { Texts } from './texts.js'

/** How long the last page is shown before it goes on to the app, in milliseconds. */
export const goOnMs = 1000

/** What has become of the session. */
export interface DoneView {
  readonly status: EndStatus
  readonly sessionId: string
  /** Null when the host refused before he picked one. */
  readonly provider: Provider | null
  /** The name of the connected account; null when nothing was connected. */
  readonly accountName: string | null
  /** Where to go on; null when the app named no redirectUrl. */
  readonly returnUrl: string | null
}

/** What an opener or parent hears, by what the session has become (published). */
const messageTypes = {
  completed: 'repull:connect:completed',
  cancelled: 'repull:connect:close',
  errored: 'repull:connect:error',
} as const satisfies Record<EndStatus, string>

/**
 * The last page of a flow: it posts `{type, provider, sessionId}` to the window that opened or frames it, when that is
 * the app's, and goes on to the app by itself.
 */
export function donePage(
  texts: Texts,
  { status, sessionId, provider, accountName, returnUrl }: DoneView,
): Content {
  const { done, backToApp } = texts
  const { title, text } = done[status]
  const main = html`<p role="status" data-testid="done" data-status="${status}">${text(provider?.displayName ?? '', accountName ?? '')}</p>`
  if (returnUrl === null) return { title, provider, main: html`${main}\n<p>${done.close}</p>` }
  const message = JSON.stringify({ type: messageTypes[status], provider: provider?.id ?? null, sessionId })
  return {
    title,
    provider,
    main: html`${main}
<p data-message="${message}" data-origin="${new URL(returnUrl).origin}" data-go-on-ms="${goOnMs}">${done.goingOn}</p>
<p><a class="button" data-testid="return-link" href="${returnUrl}">${backToApp}</a></p>`,
    script: leaveScript,
    withoutScript: html`<meta http-equiv="refresh" content="${goOnMs / 1000};url=${returnUrl}">`,
  }
}
