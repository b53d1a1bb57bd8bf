import { html } from '../pages/html.js'
import type { Content } from '../pages/layout.js'

/** One call of the control API. */
export interface ControlCall {
  readonly method: string
  /** With `{parameters}`. */
  readonly path: string
  readonly summary: string
}

/** The page for testers: which control calls there are. */
export function controlIndexPage(calls: readonly ControlCall[]): Content {
  return {
    title: 'Control API',
    main: html`<p>With an API key, a call acts on its workspace; without one, on all workspaces. <a href="openapi.yaml">openapi.yaml</a> describes every call.</p>
<ul data-testid="control-calls">
${calls.map(({ method, path, summary }) => html`<li><code>${method} ${path}</code><br>${summary}</li>`)}
</ul>`,
  }
}
