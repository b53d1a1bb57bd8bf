import { URL } from '../lib/node-globals.js'
import type { Provider } from '../providers/providers.js'
import type { SignInFlow } from '../sessions/sign-in.js'
import type { AskingApp } from './asking-app.js'
import { drawing } from './drawings.js'
import { type Html, html } from './html.js'
import { iconUrl } from './icon.js'
import { appMark, mark } from './marks.js'
import { type OutcomeKind, outcomeSign } from './outcome.js'
import { type Progress, progressBar } from './progress.js'
import { pageScript } from './scripts.js'
import { style, styleSource } from './style.js'
import type { Texts } from './texts.js'

/** What one page has of its own. */
export interface Content {
  readonly title: string
  /** Whether the page says that the posted form was refused. */
  readonly isRefused?: boolean
  /** Whose colour and mark the page has. */
  readonly provider?: Provider | null
  /** How it all ended, for a page that says so. */
  readonly outcome?: OutcomeKind
  readonly progress?: Progress
  /** What leads to the step before. */
  readonly back?: Html
  /** A picture above the title. */
  readonly logo?: Html
  readonly main: Html
  /** What testers may do on this page, beside what they may do on all. */
  readonly levers?: Html
  readonly script?: Html
  /** What a browser without script needs in the head, e.g. a refresh. */
  readonly withoutScript?: Html
  readonly isWide?: boolean
  /** Where the host of this page signs in, so that testers who end it at once let them. */
  readonly flow?: SignInFlow
}

/** What the sandbox offers on the page of an open session. */
export interface SandboxBar {
  /** Time until the session expires, in milliseconds. */
  readonly leftMs: number
  /** Whether the clock is frozen, so that nothing is counted down. */
  readonly isFrozen: boolean
  /** Where the page hears of changes of that time; null where there are none. */
  readonly follow: string | null
  /** Addresses that end the session at once; null without control features. */
  readonly links: { readonly approve: string; readonly deny: string; readonly expire: string } | null
}

/** What a page has around its content. */
export interface Frame {
  readonly texts: Texts
  /** The nonce by which the policy knows the page's own scripts. */
  readonly nonce: string
  /** The app that asks; null for a page that no app leads to. */
  readonly app: AskingApp | null
  /** Null for a page about no open session. */
  readonly sandboxBar: SandboxBar | null
}

/** A whole page in the one layout that all pages share. */
export function page({ texts, nonce, app, sandboxBar }: Frame, content: Content): string {
  const { title, provider, logo, main, levers, script, isRefused = false, isWide = false } = content
  const withoutScript = content.withoutScript ?? (sandboxBar && refreshAtEnd(sandboxBar))
  return html`<!doctype html>
<html lang="${texts.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<link rel="icon" href="${iconUrl}">
<title>${isRefused && `${texts.refused} `}${title} · repull-mock</title>
<style>${style}</style>
${withoutScript && html`<noscript>${withoutScript}</noscript>`}
</head>
<body class="brand-${provider?.id ?? 'none'}">
<main${isWide && html` class="wide"`}>
<div class="card">
${app && head(texts, app, content)}${logo && html`<span class="logo" aria-hidden="true">${logo}</span>`}
<h1>${title}</h1>
${main}
</div>
</main>
${footer(texts, sandboxBar, levers)}
<script nonce="${nonce}">${pageScript}</script>
${script && html`<script nonce="${nonce}">${script}</script>`}
</body>
</html>
`.markup
}

/** Who connects with whom, how far that has come, and a way back. It is as high on each page. */
function head(texts: Texts, app: AskingApp, { provider, outcome, progress, back }: Content): Html {
  return html`<header class="head">
<div class="back">${back && html`${drawing('arrow')}${back}`}</div>
<div class="pair">${appMark(app)}${provider && html`${ties(outcome)}${mark(provider)}`}</div>
${progress ? progressBar(texts, progress) : html`<div class="progress"></div>`}
</header>
${outcome && outcomeSign(outcome)}`
}

/** What is between the app and the provider: dots on the way, then whether they are connected. */
function ties(outcome: OutcomeKind | undefined): Html {
  if (outcome === undefined || outcome === 'problem')
    return html`<span class="ties">${drawing('ties')}</span>`
  return html`<span class="ties is-${outcome}">${drawing(outcome === 'completed' ? 'check' : 'cross')}</span>`
}

/** The bar under every page that says that this is a sandbox. What is there for testers alone is in it. */
function footer({ sandbox }: Texts, bar: SandboxBar | null, levers: Html | undefined): Html {
  const links = bar?.links
  return html`<footer class="sandbox-bar" data-testid="sandbox"${bar?.follow && html` data-follow="${bar.follow}"`}>
<p><strong>${sandbox.name}</strong> <span class="note">${sandbox.note}</span>${bar && html` <span class="left"><span data-running${bar.isFrozen && html` hidden`}>${sandbox.left}</span><span data-frozen${!bar.isFrozen && html` hidden`}>${sandbox.frozen}</span> <span role="timer" data-testid="time-left"${!bar.isFrozen && html` data-left-ms="${bar.leftMs}"`}>${clockTime(bar.leftMs)}</span></span>`}</p>
${
  (links || levers) &&
  html`<div class="levers"><span>${sandbox.actions}</span>${
    links &&
    html`
<a data-testid="sandbox-approve" href="${links.approve}">${sandbox.approve}</a>
<a data-testid="sandbox-deny" href="${links.deny}">${sandbox.deny}</a>
<a data-testid="sandbox-expire" href="${links.expire}">${sandbox.expire}</a>`
  }
${levers}</div>`
}
</footer>`
}

/** Without script, a page is asked for anew once its session has expired. */
function refreshAtEnd({ leftMs, isFrozen }: SandboxBar): Html | null {
  return isFrozen ? null : html`<meta http-equiv="refresh" content="${Math.ceil(leftMs / 1000)}">`
}

/** @example clockTime(1_799_900) // '29:59' */
function clockTime(ms: number): string {
  const seconds = Math.floor(ms / 1000)
  const two = (number: number) => String(number).padStart(2, '0')
  const hours = Math.floor(seconds / 3600)
  return `${hours > 0 ? `${hours}:` : ''}${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
}

/**
 * The Content-Security-Policy of a page: its own style and scripts and no other asset; forms go here and on to the app,
 * which alone may frame the page.
 *
 * @param redirectUrl the session's; null when there is none.
 */
export function contentSecurityPolicy(nonce: string, redirectUrl: string | null): string {
  const app = originSource(redirectUrl)
  return [
    "default-src 'none'",
    `style-src ${styleSource}`,
    `script-src 'nonce-${nonce}'`,
    "connect-src 'self'",
    'img-src data:',
    "base-uri 'none'",
    `form-action 'self'${app === null ? '' : ` ${app}`}`,
    `frame-ancestors ${app ?? "'none'"}`,
  ].join('; ')
}

/** The origin of a URL as a policy can name it; null for an IPv6 address, for which policies have no form. */
function originSource(url: string | null): string | null {
  if (url === null) return null
  const { origin, hostname } = new URL(url)
  return hostname.startsWith('[') ? null : origin
}
