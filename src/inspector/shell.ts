import type { PageFiles } from '../pages/assets.js'
import { type Html, html } from '../pages/html.js'
import { iconUrl } from '../pages/icon.js'
import type { Facts } from './client/data/facts.js'

interface ShellInput {
  readonly files: PageFiles
  readonly facts: Facts
  readonly nonce: string
  /** The relative address of the root of this server, with a dot where it is empty. */
  readonly root: string
  /** What a browser without scripts gets. */
  readonly withoutScript: Html
}

/** The page of the inspector before its script runs. It has nothing of any workspace, so that nobody needs a token for it. */
export function inspectorShell({ files, facts, nonce, root, withoutScript }: ShellInput): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="${iconUrl}">
<title>Inspector · repull-mock</title>
<link rel="stylesheet" nonce="${nonce}" href="${root}docs/assets/${files.style}">
<script defer nonce="${nonce}" src="${root}docs/assets/${files.script}"></script>
</head>
<body>
<noscript>${withoutScript}</noscript>
<div id="inspector" data-root="${root}" data-facts="${JSON.stringify(facts)}"></div>
</body>
</html>
`.markup
}
