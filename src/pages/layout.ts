import type { Provider } from '../providers/providers.js'
import { type Html, html } from './html.js'
import { type SandboxBar, strip } from './sandbox-bar.js'
import { pageScript } from './scripts.js'
import { style } from './style.js'
import type { Texts } from './texts.js'

/** What one page has of its own. */
export interface Content {
  readonly title: string
  /** Whether the page says that what the host sent was not taken. */
  readonly isRefused?: boolean
  /** Whose colour and name the page wears. */
  readonly provider: Provider | null
  readonly main: Html
  readonly script?: Html
  /** What a browser without script needs in the head, e.g. a refresh. */
  readonly withoutScript?: Html
  readonly isWide?: boolean
}

/** What all pages of one visit share. */
export interface Frame {
  readonly texts: Texts
  /** The mark by which the policy knows the page's own scripts. */
  readonly nonce: string
  readonly strip: SandboxBar | null
}

/** A whole page in the one layout that all pages share. */
export function page({ texts, nonce, strip: shown }: Frame, content: Content): string {
  const { title, provider, main, script, withoutScript, isRefused = false, isWide = false } = content
  return html`<!doctype html>
<html lang="${texts.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<link rel="icon" href="data:,">
<title>${isRefused && `${texts.refused} `}${title} · repull-mock</title>
<style>${style}</style>
${withoutScript && html`<noscript>${withoutScript}</noscript>`}
</head>
<body class="brand-${provider?.id ?? 'none'}">
<main${isWide && html` class="wide"`}>
<div class="card">
${provider && mark(provider)}
<h1>${title}</h1>
${main}
</div>
</main>
${strip(texts, shown)}
<script nonce="${nonce}">${pageScript}</script>
${script && html`<script nonce="${nonce}">${script}</script>`}
</body>
</html>
`.markup
}

/** The first letter of a provider on its colour; nobody's logo. */
export function mark({ displayName }: Provider): Html {
  return html`<span class="mark" aria-hidden="true">${[...displayName][0]}</span>`
}
