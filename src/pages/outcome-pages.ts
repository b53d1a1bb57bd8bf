import type { ApiError } from '../errors/api-error.js'
import { URL } from '../lib/node-globals.js'
import type { Provider } from '../providers/providers.js'
import type { EndStatus } from '../sessions/model.js'
import { html } from './html.js'
import type { Content } from './layout.js'
import { leaveScript } from './scripts.js'
import type { Texts } from './texts.js'

/** How long the last page is shown before it goes on to the app, in milliseconds. */
export const goOnMs = 1000

export interface DoneView {
  readonly status: EndStatus
  readonly sessionId: string
  /** What the app sent to get it back; null when it sent nothing. */
  readonly state: string | null
  /** Null when the host cancelled before a provider was selected. */
  readonly provider: Provider | null
  /** The name of the connected account; null when nothing was connected. */
  readonly accountName: string | null
  /** Where to go on; null when the app named no redirectUrl. */
  readonly returnUrl: string | null
}

/** What an opener or parent hears, by the status of the session (published). */
const messageTypes = {
  completed: 'repull:connect:completed',
  cancelled: 'repull:connect:close',
  errored: 'repull:connect:error',
} as const satisfies Record<EndStatus, string>

/**
 * The last page of a flow: it posts `{type, provider, sessionId}`, and `state` if there is one (published: since 2026-10), to
 * the window that opened or frames it, when that is the app's, and goes on to the app by itself.
 */
export function donePage(
  texts: Texts,
  { status, sessionId, state, provider, accountName, returnUrl }: DoneView,
): Content {
  const { done, backToApp } = texts
  const { title, text } = done[status]
  const main = html`<p role="status" data-testid="done" data-status="${status}">${text(provider?.displayName ?? '', accountName ?? '')}</p>`
  if (returnUrl === null) return { title, provider, main: html`${main}\n<p>${done.close}</p>` }
  const message = JSON.stringify({
    type: messageTypes[status],
    provider: provider?.id ?? null,
    sessionId,
    ...(state !== null && { state }),
  })
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

export interface ProblemView {
  readonly error: ApiError
  readonly requestId: string
  readonly provider: Provider | null
  /** Leads back to the app with the outcome of the session; null when there is no such way. */
  readonly returnUrl: string | null
  /** Leads to the page of a session that is still open; null when there is none. */
  readonly againUrl: string | null
}

/** The page of a session that cannot be used, or of none: words for the host, and what a developer wants to know. */
export function problemPage(texts: Texts, view: ProblemView): Content {
  const { error, requestId, provider, returnUrl, againUrl } = view
  const { problems, backToApp } = texts
  const { title, text } = problemText(texts, error)
  const isConnected = error.details.session_status === 'completed'
  const advice = againUrl === null && !isConnected && problems.startAgain
  return {
    title,
    provider,
    main: html`<p data-testid="problem" data-code="${error.code}">${text}</p>
${advice && html`<p>${advice}</p>`}
${againUrl && html`<p><a class="button" href="${againUrl}">${problems.again}</a></p>`}
${returnUrl && html`<p><a class="button" data-testid="return-link" href="${returnUrl}">${backToApp}</a></p>`}
<details open>
<summary>${problems.developers}</summary>
<div lang="en">
<p><code>${error.statusCode} ${error.code}</code></p>
<p>${error.message}</p>
<p>${error.fix}</p>
${error.details.valid_values && html`<p>valid_values: <code>${error.details.valid_values.join(', ')}</code></p>`}
<p><code>${requestId}</code></p>
</div>
</details>`,
  }
}

function problemText({ problems }: Texts, { code, details }: ApiError): { title: string; text: string } {
  if (code === 'session_terminal')
    return details.session_status === 'completed' ? problems.completed : problems.ended
  const texts: Readonly<Record<string, { title: string; text: string }>> = problems.byCode
  return texts[code] ?? problems.other
}
