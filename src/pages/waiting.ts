import { type Html, html } from './html.js'

/** How long a page waits before it asks again, in milliseconds. */
export const pollMs = 2000

/**
 * Something that takes a while, with a bar that moves; the page asks again by itself. It needs `pollScript`, and
 * `pollWithoutScript` as what it has for browsers without script.
 *
 * @param testId also tells the script that the page still waits.
 * @param isList whether a list will be where it is.
 */
export function waiting(testId: string, text: string, next: string, isList = true): Html {
  return html`<p role="status" data-testid="${testId}" data-poll-ms="${pollMs}">${text}</p>
<div class="moving" aria-hidden="true"><span></span></div>
<p class="hint">${next}</p>
${isList && html`<div class="ghosts" aria-hidden="true"><span></span><span></span><span></span></div>`}`
}

export const pollWithoutScript: Html = html`<meta http-equiv="refresh" content="${pollMs / 1000}">`
