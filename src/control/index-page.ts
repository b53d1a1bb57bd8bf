import { type Html, html } from '../pages/html.js'
import type { Content } from '../pages/layout.js'

/** One call of the control API. */
export interface ControlCall {
  readonly method: string
  /** With `{parameters}`. */
  readonly path: string
  readonly summary: string
  readonly operationId: string
}

/** What can be looked at in a browser, because it needs neither a key nor a body. */
const views = [
  ['requests', 'Requests', 'What was called, what came back, and a curl to repeat it.'],
  ['webhooks', 'Webhooks', 'Deliveries, and when a failed one is tried again.'],
  ['sessions', 'Sessions', 'In any status, with the time that is left.'],
  ['connections', 'Connections', 'The accounts that hosts connected.'],
  ['faults', 'Faults', 'Errors and delays that wait for a call.'],
  ['workspaces', 'Workspaces', 'Those in use, and how much each holds.'],
] as const

/** The area of a call, by the first part of its path. */
const areas: ReadonlyMap<string, string> = new Map([
  ['clock', 'Clock'],
  ['faults', 'Faults'],
  ['sessions', 'Sessions'],
  ['connections', 'Connections'],
  ['requests', 'Requests'],
  ['events', 'Requests'],
  ['webhooks', 'Webhooks'],
  ['workspaces', 'Workspaces'],
  ['reset', 'Workspaces'],
  ['snapshot', 'Workspaces'],
  ['fork', 'Workspaces'],
  ['api-version', 'API version'],
])

/**
 * The page for testers: what the server holds, and which control calls there are.
 *
 * @param root the relative address of the root of this server.
 */
export function controlIndexPage(calls: readonly ControlCall[], root: string): Content {
  const sections = [...new Set([...areas.values(), 'Other calls'])]
    .map((area) => [area, calls.filter((call) => areaOf(call) === area)] as const)
    .filter(([, some]) => some.length > 0)
  return {
    title: 'Inspector',
    isWide: true,
    main: html`<p>What this server holds, as JSON, for all workspaces:</p>
<ul class="cards" data-testid="views">
${views.map(([name, title, text]) => html`<li><a class="button" href="${root}_mock/${name}"><span>${title}<small>${text}</small></span></a></li>`)}
</ul>
<h2>Control calls</h2>
<p>With an API key, a call acts on its workspace. Without one, it acts on all. Each link leads to a form that makes the call.</p>
<div class="columns" data-testid="control-calls">
${sections.map(([area, some]) => section(area, some, root))}
</div>
<p class="link"><a href="${root}./">About this server</a></p>`,
  }
}

function areaOf({ path }: ControlCall): string {
  return areas.get(path.split('/')[2] as string) ?? 'Other calls'
}

function section(area: string, calls: readonly ControlCall[], root: string): Html {
  return html`<section><h3>${area}</h3>
<ul class="plain">
${calls.map((call) => entry(call, root))}
</ul></section>`
}

function entry({ method, path, summary, operationId }: ControlCall, root: string): Html {
  return html`<li><a href="${root}docs#/Control/${operationId}"><code>${method} ${path}</code></a><br><small>${summary}</small></li>`
}
