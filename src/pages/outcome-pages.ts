import type { ApiError } from '../errors/api-error.js'
import { URL } from '../lib/node-globals.js'
import type { Provider } from '../providers/providers.js'
import type { EndStatus } from '../sessions/model.js'
import type { AskingApp } from './asking-app.js'
import { html } from './html.js'
import type { Content } from './layout.js'
import { type OutcomeKind, outcome } from './outcome.js'
import { leaveScript } from './scripts.js'
import type { Texts } from './texts.js'

/** How long the last page is shown before it goes on to the app, in milliseconds. */
export const goOnMs = 1000

/** Who asked, and in which language that is said. */
export interface OutcomeContext {
  readonly texts: Texts
  readonly app: AskingApp
}

export interface DoneView {
  readonly status: EndStatus
  /** Whether the host refused the access, rather than left. */
  readonly isDenied: boolean
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
export function donePage(context: OutcomeContext, view: DoneView): Content {
  const { status, sessionId, state, provider, returnUrl } = view
  const { outcomes, backTo } = context.texts
  const { app } = context
  const { kind, title, text, next } = ending(context, view)
  const said = {
    kind,
    text: html`<p role="status" data-testid="done" data-status="${status}">${text}</p>`,
  }
  const content = { title, provider, outcome: kind }
  if (returnUrl === null)
    return {
      ...content,
      main: outcome({ ...said, next, rest: html`<p class="going">${outcomes.close}</p>` }),
    }
  const message = JSON.stringify({
    type: messageTypes[status],
    provider: provider?.id ?? null,
    sessionId,
    ...(state !== null && { state }),
  })
  return {
    ...content,
    main: outcome({
      ...said,
      next,
      rest: html`<p class="going" data-message="${message}" data-origin="${new URL(returnUrl).origin}" data-go-on-ms="${goOnMs}">${outcomes.goingOn(app.inText)}</p>
<div class="moving once" aria-hidden="true"><span></span></div>
<p class="stacked"><a class="button" data-testid="return-link" href="${returnUrl}">${backTo(app.inText)}</a></p>`,
    }),
    script: leaveScript,
    withoutScript: html`<meta http-equiv="refresh" content="${goOnMs / 1000};url=${returnUrl}">`,
  }
}

/** How a flow ended, in words for the host. */
function ending({ texts: { outcomes }, app }: OutcomeContext, view: DoneView) {
  const { status, isDenied, accountName, provider } = view
  const name = provider?.displayName ?? ''
  const again = outcomes.again(app.inText)
  const { completed, errored, refused, cancelled } = outcomes
  if (status === 'completed') {
    const text = completed.text(name, accountName ?? '')
    return { kind: status, title: completed.title, text, next: [completed.next(app.inText, name)] }
  }
  if (status === 'errored')
    return { kind: status, title: errored.title, text: errored.text(name), next: [errored.next(name)] }
  if (isDenied) {
    const text = refused.text(app.inText, name)
    return { kind: 'refused' as const, title: refused.title, text, next: [again] }
  }
  return { kind: status, title: cancelled.title, text: cancelled.text, next: [again] }
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
export function problemPage({ texts, app }: OutcomeContext, view: ProblemView): Content {
  const { error, requestId, provider, returnUrl, againUrl } = view
  const { problems, backTo } = texts
  const { title, text } = problemText(texts, error)
  const kind = kindOf(error)
  return {
    title,
    provider,
    outcome: kind,
    main: outcome({
      kind,
      text: html`<p data-testid="problem" data-code="${error.code}">${text}</p>`,
      next: [againUrl === null && kind !== 'completed' && problems.startAgain(app.inText)],
      rest: html`${againUrl && html`<p class="stacked"><a class="button" href="${againUrl}">${problems.again}</a></p>`}
${returnUrl && html`<p class="stacked"><a class="button" data-testid="return-link" href="${returnUrl}">${backTo(app.inText)}</a></p>`}
<details>
<summary>${problems.developers} <code>${error.statusCode} ${error.code}</code></summary>
<div lang="en">
<p>${error.message}</p>
<p>${error.fix}</p>
${error.details.valid_values && html`<p>valid_values: <code>${error.details.valid_values.join(', ')}</code></p>`}
<p><code>${requestId}</code></p>
</div>
</details>`,
    }),
  }
}

function kindOf({ code, details }: ApiError): OutcomeKind {
  if (code === 'session_expired') return 'expired'
  if (code !== 'session_terminal') return 'problem'
  return details.session_status === 'completed' ? 'completed' : 'cancelled'
}

function problemText({ problems }: Texts, { code, details }: ApiError): { title: string; text: string } {
  if (code === 'session_terminal')
    return details.session_status === 'completed' ? problems.completed : problems.ended
  const texts: Readonly<Record<string, { title: string; text: string }>> = problems.byCode
  return texts[code] ?? problems.other
}
