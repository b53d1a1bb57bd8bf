import { html } from '../pages/html.js'
import type { Content } from '../pages/layout.js'
import type { Links } from './links.js'

/** The page at the root of this server: what it is, and where its parts are. */
export function homePage(version: string, { api, health, openapi, errors, control }: Links): Content {
  return {
    title: 'It is running',
    main: html`<p>This is <strong>repull-mock</strong> <span data-testid="version">${version}</span>, a mock of Repull's Connect API. Point your client at <code>${api}</code>; any key that begins with <code>sk_test_</code> will do, and each has a workspace of its own.</p>
<h2>Open a session</h2>
<pre data-testid="first-call"><code>curl -X POST ${api}/connect/airbnb -H 'Authorization: Bearer sk_test_demo'</code></pre>
<p>The answer has a <code>url</code>: it leads to the page on which a host connects an account.</p>
<h2>See also</h2>
<ul class="plain" data-testid="links">
${control !== undefined && html`<li><a href="${control}">Control API</a><br><small>Move the clock, inject faults, read the journal of requests.</small></li>`}
<li><a href="${openapi}">OpenAPI description</a><br><small>Every operation, with examples.</small></li>
<li><a href="${errors}">Errors</a><br><small>When each occurs, and how to provoke it.</small></li>
<li><a href="${health}">Health</a><br><small>Whether the server answers.</small></li>
</ul>`,
  }
}
