/** Markup that is safe to send: made by `html`, never by joining strings. */
export class Html {
  readonly markup: string

  constructor(markup: string) {
    this.markup = markup
  }
}

type Part = Html | string | number | null | undefined | false | readonly Part[]

/**
 * Writes markup and escapes every string put into it, in contents and in quoted attributes alike. Null, undefined and
 * false write nothing.
 *
 * @example html`<p title="${'"'}">${'<b>'}</p>`.markup // '<p title="&#34;">&#60;b&#62;</p>'
 */
export function html(literal: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(literal.reduce((markup, text, at) => markup + write(parts[at - 1]) + text))
}

function write(part: Part): string {
  if (part instanceof Html) return part.markup
  if (part === null || part === undefined || part === false) return ''
  if (typeof part === 'object') return part.map(write).join('')
  return String(part).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
