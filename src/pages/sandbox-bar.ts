import { type Html, html } from './html.js'
import type { Texts } from './texts.js'

/** What the sandbox offers on the page of an open session. */
export interface SandboxBar {
  /** Time until the session expires, in milliseconds. */
  readonly leftMs: number
  /** Whether time stands still, so that nothing is to be counted down. */
  readonly isFrozen: boolean
  /** Addresses that end the session at once; null when testers may not steer. */
  readonly ways: { readonly approve: string; readonly deny: string; readonly expire: string } | null
}

/** The line under every page that tells that this is a sandbox. */
export function strip({ strip: texts }: Texts, shown: SandboxBar | null): Html {
  return html`<footer class="strip" data-testid="sandbox">
<p>${texts.note}${shown && html` ${texts.left} <span role="timer" data-testid="time-left"${!shown.isFrozen && html` data-left-ms="${shown.leftMs}"`}>${clockTime(shown.leftMs)}</span>.`}</p>
${
  shown?.ways &&
  html`<p>${texts.actions}
<a data-testid="sandbox-approve" href="${shown.ways.approve}">${texts.approve}</a>
<a data-testid="sandbox-deny" href="${shown.ways.deny}">${texts.deny}</a>
<a data-testid="sandbox-expire" href="${shown.ways.expire}">${texts.expire}</a></p>`
}
</footer>`
}

/** @example clockTime(1_799_900) // '29:59' */
function clockTime(ms: number): string {
  const seconds = Math.floor(ms / 1000)
  const two = (number: number) => String(number).padStart(2, '0')
  const hours = Math.floor(seconds / 3600)
  return `${hours > 0 ? `${hours}:` : ''}${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
}
