import { html } from './html.js'
import type { Content } from './layout.js'

/** One call of the control API. */
export interface ControlCall {
  readonly method: string
  /** With `{parameters}`. */
  readonly path: string
  readonly summary: string
}

/** The page for testers: which calls there are. */
export function controlIndexPage(calls: readonly ControlCall[]): Content {
  return {
    title: 'Control API',
    provider: null,
    isWide: true,
    main: html`<p>With an API key each call is about its workspace, without one about all. All of it is in <a href="openapi.yaml">openapi.yaml</a>.</p>
<ul data-testid="control-calls">
${calls.map(({ method, path, summary }) => html`<li><code>${method} ${path}</code><br>${summary}</li>`)}
</ul>`,
  }
}
