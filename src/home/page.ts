import { type Html, html } from '../pages/html.js'
import { icon } from '../pages/icon.js'
import type { Content } from '../pages/layout.js'
import { copyScript, tryScript } from '../pages/scripts.js'
import { snippet } from '../pages/snippet.js'
import { type CommandContext, openCommand, sessionBody } from './commands.js'
import { linksUnder } from './links.js'

export interface HomeView extends CommandContext {
  readonly version: string
  readonly controlEnabled: boolean
}

/** The page at the root of this server: what it is, a first call, and where its parts are. */
export function homePage(view: HomeView): Content {
  const { version, root, sampleKey, controlEnabled } = view
  const links = linksUnder(root, controlEnabled)
  return {
    title: 'The mock is running',
    logo: icon,
    main: html`<p>This is <strong>repull-mock</strong> <span data-testid="version">${version}</span>, a mock server of Repull’s Connect API for development and tests. It calls no real provider.</p>
<dl>
<div><dt>Base URL, instead of https://api.repull.dev</dt><dd class="code">${root}</dd></div>
<div><dt>API key</dt><dd>${keyText(view)}</dd></div>
</dl>
<h2>Open a session</h2>
${snippet('first-call', openCommand(view, 'airbnb'))}
<p>The answer has a <code>url</code>. Open it in a browser: it leads to the page on which a host connects an account. At the end, the browser goes to <a href="${links.demoCallback}">/demo/callback</a>, which shows what your app receives.</p>
${
  sampleKey !== null &&
  html`<p><button class="main" type="button" data-try="${links.api}/connect/airbnb" data-key="${sampleKey}" data-body="${sessionBody(view)}" data-testid="try" hidden>Open a session now</button></p>
<p class="bad" role="alert" data-try-said></p>`
}
<h2>Where to go next</h2>
<ul class="cards" data-testid="links">
${links.inspector !== undefined && card(links.inspector, 'Inspector', 'What was called, what is there, and how to control it.')}
${card(links.docs, 'API reference', 'Each operation, and a form to call it.')}
${card(links.errors, 'Errors', 'When each occurs, what to do, how to cause it.')}
${card(links.openapi, 'OpenAPI', 'The description of the API, for code generators.')}
${card(links.llms, 'llms.txt', 'All of this in short, for coding agents.')}
${card(links.health, 'Health', 'Whether the server answers.')}
</ul>`,
    script: html`${copyScript}${tryScript}`,
  }
}

function keyText({ sampleKey }: CommandContext): Html {
  return sampleKey === null
    ? html`One of <code>REPULL_MOCK_API_KEYS</code>, with which this server was started`
    : html`Any that begins with <code>sk_test_</code>; each key has a workspace of its own`
}

function card(address: string, name: string, text: string): Html {
  return html`<li><a class="button" href="${address}"><span>${name}<small>${text}</small></span></a></li>`
}
