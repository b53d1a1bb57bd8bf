import type { ApiError } from '../errors/api-error.js'
import { catalogue, type ErrorCode, errorCodes } from '../errors/catalogue.js'
import type { ErrorDescription } from '../errors/describe.js'
import { type Html, html } from './html.js'
import type { Content } from './layout.js'
import { copyScript } from './scripts.js'
import { snippet } from './snippet.js'

/**
 * The page of one error.
 *
 * @param root the relative address of the root of this server.
 */
export function errorPage(error: ErrorDescription, root: string, controlEnabled: boolean): Content {
  const { code, status, reason, message, fix, isOurs, when, setting, remark, script, answer } = error
  return {
    title: code,
    main: html`<p class="status" data-testid="error-status">${status} ${reason}</p>
<p>${message}</p>
<h2>What to do</h2>
<p>${fix}</p>
<h2>When it occurs</h2>
<ul>${when.map((one) => html`<li>${one}</li>`)}</ul>
<h2>Provoke it</h2>
${setting && html`<p>Start the server with <code>${setting}</code> for this.</p>`}
${remark && html`<p>${remark}</p>`}
${error.needsControl && !controlEnabled && html`<p class="alert" data-testid="needs-control">This server was started with <code>REPULL_MOCK_CONTROL=off</code>, so it ignores the <code>Prefer</code> header and will not answer with this error.</p>`}
${snippet('error-script', script)}
<h2>The answer</h2>
<pre data-testid="error-answer"><code>${answer}</code></pre>
${isOurs && html`<p class="hint">This code is our own choice; Repull does not publish it.</p>`}
<p class="link"><a href="${root}docs/errors">All errors</a></p>
${home(root)}`,
    script: copyScript,
  }
}

/** The page that leads to those of all errors. */
export function errorIndexPage(root: string): Content {
  return {
    title: 'Errors',
    main: html`<p>Every error that this server can answer. The <code>code</code> is stable and safe to switch on.</p>
${list(root)}
${home(root)}`,
  }
}

/** The page for an unknown error code, and for a call that these pages do not take. */
export function unknownErrorPage(
  { statusCode, code, message, fix, details }: ApiError,
  root: string,
): Content {
  const meant = errorCodes.find((one) => one === details.did_you_mean)
  return {
    title: 'There is no such page',
    main: html`<p class="status">${statusCode} ${code}</p>
<p data-testid="problem" data-code="${code}">${message}</p>
<p>${fix}</p>
${meant && html`<p>Did you mean ${link(meant, root)}?</p>`}
<h2>All errors</h2>
${list(root)}
${home(root)}`,
  }
}

function home(root: string): Html {
  return html`<p class="link"><a href="${root}./">About this server</a></p>`
}

function list(root: string): Html {
  const entry = (code: ErrorCode) =>
    html`<li>${catalogue[code].status} ${link(code, root)}<br><small>${catalogue[code].message}</small></li>`
  return html`<ul class="plain" data-testid="errors">
${errorCodes.map(entry)}
</ul>`
}

function link(code: ErrorCode, root: string): Html {
  return html`<a href="${root}docs/errors/${code}"><code>${code}</code></a>`
}
