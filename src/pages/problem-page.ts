import type { ApiError } from '../errors/api-error.js'
import type { Provider } from '../providers/providers.js'
import { html } from './html.js'
import type { Content } from './layout.js'
import type { Texts } from './texts.js'

export interface ProblemView {
  readonly error: ApiError
  readonly requestId: string
  readonly provider: Provider | null
  /** Leads back to the app with what became of the session; null when there is no such way. */
  readonly returnUrl: string | null
  /** Leads to the page of a session that is still open; null when there is none. */
  readonly againUrl: string | null
}

/** The page of a session that can't be used, or of none: words for the host, and what a developer wants to know. */
export function problemPage(texts: Texts, view: ProblemView): Content {
  const { error, requestId, provider, returnUrl, againUrl } = view
  const { problems, backToApp } = texts
  const { title, text } = wordsFor(texts, error)
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

function wordsFor({ problems }: Texts, { code, details }: ApiError): { title: string; text: string } {
  if (code === 'session_terminal')
    return details.session_status === 'completed' ? problems.completed : problems.ended
  const texts: Readonly<Record<string, { title: string; text: string }>> = problems.byCode
  return texts[code] ?? problems.other
}
