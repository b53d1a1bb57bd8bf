import { createHash } from 'node:crypto'
import { Html, html } from './html.js'

const css = `:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}
body{margin:0 auto;max-width:32rem;padding:1.5rem}
button{font:inherit;padding:.5rem 1rem;margin:.25rem 0}
dt{font-weight:600}dd{margin:0 0 .5rem;overflow-wrap:anywhere}
small{display:block;margin-top:2rem}`

const styleHash = `'sha256-${createHash('sha256').update(css).digest('base64')}'`

/** A whole page in the one layout that all pages share. */
export function page(title: string, content: Html): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · repull-mock</title>
<style>${new Html(css)}</style>
</head>
<body>
<main>
<h1>${title}</h1>
${content}
</main>
<small>This is repull-mock, a sandbox. No real account is touched.</small>
</body>
</html>
`.markup
}

/**
 * The Content-Security-Policy of a page: no script, no asset from elsewhere; forms go here and on to the app, which
 * alone may frame the page.
 *
 * @param redirectUrl of the session; null when there is none.
 */
export function contentSecurityPolicy(redirectUrl: string | null): string {
  const app = redirectUrl === null ? null : new URL(redirectUrl).origin
  return [
    "default-src 'none'",
    `style-src ${styleHash}`,
    "img-src 'self' data:",
    "base-uri 'none'",
    `form-action 'self'${app === null ? '' : ` ${app}`}`,
    `frame-ancestors ${app ?? "'none'"}`,
  ].join('; ')
}
