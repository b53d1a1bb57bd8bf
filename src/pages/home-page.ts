import { html } from './html.js'
import type { Content } from './layout.js'

/** Where the parts of this server are, as whole addresses. */
export interface HomeLinks {
  readonly api: string
  readonly health: string
  readonly openapi: string
  readonly errors: string
  /** Undefined when testers may not steer. */
  readonly control?: string
}

/** The page at the root of this server: what it is, and where its parts are. */
export function homePage(version: string, links: HomeLinks): Content {
  const { api, health, openapi, errors, control } = links
  return {
    title: 'It is running',
    provider: null,
    isWide: true,
    main: html`<p>This is <strong>repull-mock</strong> <span data-testid="version">${version}</span>, a mock of Repull's Connect API. Point your client at <code>${api}</code>; any key that begins with <code>sk_test_</code> will do, and each has a workspace of its own.</p>
<h2>Open a session</h2>
<pre data-testid="first-call"><code>curl -X POST ${api}/connect/airbnb -H 'Authorization: Bearer sk_test_demo'</code></pre>
<p>The answer has a <code>url</code>: it leads to the page on which a host connects an account.</p>
<h2>See also</h2>
<ul class="plain" data-testid="links">
${control !== undefined && html`<li><a href="${control}">Control API</a><br><small>Turn the clock, provoke faults, look at what was asked.</small></li>`}
<li><a href="${openapi}">OpenAPI description</a><br><small>Every operation, with examples.</small></li>
<li><a href="${errors}">Errors</a><br><small>When each occurs, and how to provoke it.</small></li>
<li><a href="${health}">Health</a><br><small>Whether the server answers.</small></li>
</ul>`,
  }
}
