import { type Html, html } from './html.js'

/**
 * A text to be copied as it is, with a button that copies it. The page also needs `copyScript`, without which there is no
 * button.
 *
 * @param id the id of the text in the page, also for tests.
 */
export function snippet(id: string, text: string): Html {
  return html`<pre><button class="copy" type="button" data-copy="${id}" data-testid="copy-${id}" hidden>Copy</button><code id="${id}" data-testid="${id}">${text}</code></pre>`
}
