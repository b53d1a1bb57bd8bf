import { type Drawing, drawing } from './drawings.js'
import { type Html, html } from './html.js'

/** How something ended, each with a picture and a colour of its own. */
const pictures = {
  completed: 'check',
  cancelled: 'cross',
  refused: 'refused',
  errored: 'warning',
  expired: 'clock',
  problem: 'broken',
} as const satisfies Readonly<Record<string, Drawing>>

export type OutcomeKind = keyof typeof pictures

/** What the page of an outcome shows below its title. */
export interface OutcomeView {
  readonly kind: OutcomeKind
  /** What has happened, as the page marks it for tests and for screen readers. */
  readonly text: Html
  /** What happens next, a sentence each. */
  readonly next: readonly (string | false)[]
  /** What else there is to do or to read. */
  readonly rest: Html
}

/** The sign of an outcome, above the title of its page. */
export function outcomeSign(kind: OutcomeKind): Html {
  return html`<span class="sign is-${kind}">${drawing(pictures[kind])}</span>`
}

/** What has happened, and what happens next. */
export function outcome({ kind, text, next, rest }: OutcomeView): Html {
  return html`<div class="outcome is-${kind}">
${text}
${next.map((one) => one !== false && html`<p class="next">${one}</p>\n`)}</div>
${rest}`
}
