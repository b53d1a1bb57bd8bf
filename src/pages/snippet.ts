import { type Html, html } from './html.js'

/**
 * A text to be copied as it is, with a button that copies it. The page also needs `copyScript`, without which there is no
 * button.
 *
 * @param id the id of the text in the page, also for tests.
 */
export function snippet(id: string, text: string): Html {
  return html`<pre>${copyButton(id, 'Copy', 'Copied')}<code id="${id}" data-testid="${id}">${text}</code></pre>`
}

/**
 * A button that copies the text with an id. The page also needs `copyScript`.
 *
 * @param copied what it says once it has.
 * @param name what it is called where it is read out without what stands around it.
 */
export function copyButton(id: string, label: string, copied: string, name: string | null = null): Html {
  return html`<button class="copy" type="button" data-copy="${id}" data-copied="${copied}"${name !== null && html` aria-label="${name}"`} data-testid="copy-${id}" hidden>${label}</button>`
}
