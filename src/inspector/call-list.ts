import { type Html, html } from '../pages/html.js'

/** One call of the control API. */
export interface ControlCall {
  readonly method: string
  /** With `{parameters}`. */
  readonly path: string
  readonly summary: string
  readonly operationId: string
}

/** What can be looked at without a script, because it needs neither a key nor a body. */
const views = [
  ['requests', 'Requests'],
  ['webhooks', 'Webhooks'],
  ['sessions', 'Sessions'],
  ['connections', 'Connections'],
  ['faults', 'Faults'],
  ['workspaces', 'Workspaces'],
] as const

/**
 * What the page has for a browser without scripts: what the server holds as JSON, and each call with a link to its form.
 *
 * @param root the relative address of the root of this server.
 */
export function callList(calls: readonly ControlCall[], root: string): Html {
  return html`<main class="call-list"><h1>Inspector</h1>
<p>The inspector needs scripts. What this server holds, as JSON, for all workspaces:</p>
<ul data-testid="views">
${views.map(([name, title]) => html`<li><a href="${root}_mock/${name}">${title}</a></li>`)}
</ul>
<h2>Control calls</h2>
<p>With an API key, a call acts on its workspace. Without one, it acts on all. Each link leads to a form that makes the call.</p>
<ul data-testid="control-calls">
${calls.map((call) => entry(call, root))}
</ul>
<p><a href="${root}./">About this server</a></p></main>`
}

function entry({ method, path, summary, operationId }: ControlCall, root: string): Html {
  return html`<li><a href="${root}docs#/Control/${operationId}"><code>${method} ${path}</code></a> <small>${summary}</small></li>`
}
