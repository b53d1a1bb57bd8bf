import type { PageFiles } from './assets.js'
import { html } from './html.js'
import { iconUrl } from './icon.js'

interface ReferenceInput {
  readonly version: string
  /** Whether the server takes only the keys of its settings. */
  readonly hasOwnKeys: boolean
  readonly files: PageFiles
  readonly nonce: string
  /** The relative address of the root of this server. */
  readonly root: string
}

/** The key that calls from the page have, where any key will do. */
const key = 'sk_test_demo'

/** The page of the API reference, whose layout is its own. Its script shows the operations in `#reference`. */
export function referenceDocument({ version, hasOwnKeys, files, nonce, root }: ReferenceInput): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<link rel="icon" href="${iconUrl}">
<title>API reference · repull-mock</title>
<link rel="stylesheet" nonce="${nonce}" href="${root}docs/assets/${files.style}">
<script defer nonce="${nonce}" src="${root}docs/assets/${files.script}"></script>
</head>
<body>
<header>
<nav aria-label="repull-mock">
<a href="${root}">repull-mock</a>
<a href="${root}docs/errors">Errors</a>
<a href="${root}openapi.json">openapi.json</a>
</nav>
<h1>API reference <small>${version}</small></h1>
<p>Every operation of this server. Fill in what an operation takes and press <strong>Execute</strong>: the call goes to this server.
${
  hasOwnKeys
    ? html`This server takes only its own keys: press <strong>Authorize</strong> and enter one.`
    : html`Calls use the key <code>${key}</code>, which has a workspace of its own; <strong>Authorize</strong> changes it.`
}</p>
<noscript><p>The reference needs scripts. <a href="${root}openapi.json">openapi.json</a> describes the same operations.</p></noscript>
</header>
<nav id="tags" aria-labelledby="operations-title"><h2 id="operations-title">Operations</h2></nav>
<div id="reference" data-root="${root}"${!hasOwnKeys && html` data-key="${key}"`}></div>
</body>
</html>
`.markup
}

/** The Content-Security-Policy of a page that has two files of its own and calls this server. */
export function filesPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    `style-src 'nonce-${nonce}'`,
    `script-src 'nonce-${nonce}'`,
    "connect-src 'self'",
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}
