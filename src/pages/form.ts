import { longestCredential } from '../providers/channel.js'
import { type Html, html } from './html.js'
import type { Texts } from './texts.js'

/** What every page with a form needs. */
export interface FormContext {
  readonly texts: Texts
  /** The anti-forgery token of the session. */
  readonly token: string
}

/** A form that posts to the page's own address. The server alone checks the fields, so that errors look the same everywhere. */
export function form({ token }: FormContext, fields: Html): Html {
  return html`<form method="post" novalidate>
<input type="hidden" name="formToken" value="${token}">
${fields}
</form>`
}

/** A button that sends its form with a decision. */
export function decisionButton(
  decision: string,
  testId: string,
  label: string,
  look: 'main' | 'plain' | 'quiet',
): Html {
  return html`<button class="${look}" name="decision" value="${decision}" data-testid="${testId}">${label}</button>`
}

/** A form of its own for cancelling, so that Enter in a field never does it. */
export function cancelForm(context: FormContext): Html {
  return form(context, decisionButton('cancel', 'cancel', context.texts.cancel, 'quiet'))
}

/** Why the form as a whole was refused; null when it was not. */
export function alert(text: string | null): Html | null {
  return text === null
    ? null
    : html`<p class="alert bad" role="alert" tabindex="-1" autofocus data-testid="form-error">${text}</p>`
}

/** A field with its label, and what is wrong with it. */
interface Field {
  readonly name: string
  readonly label: string
  readonly type: 'text' | 'password'
  readonly value?: string
  readonly hint?: string
  readonly error: string | null
  readonly testId: string
  /** Whether it must be filled in; it must, when nothing is said. */
  readonly isRequired?: boolean
}

/** A field with a few values, of which the first is the default. */
interface Choice extends Pick<Field, 'name' | 'label' | 'value' | 'testId'> {
  readonly choices: readonly string[]
}

/** A text field. What is wrong with it is shown beside it and read out by screen readers. */
export function textField(field: Field): Html {
  const { name, label, type, value = '', hint, error, testId, isRequired = true } = field
  const describedBy = [hint && `hint-${name}`, error && `error-${name}`].filter(Boolean).join(' ')
  return html`<div class="field">
<label for="${name}">${label}</label>
<input id="${name}" name="${name}" type="${type}" value="${value}"${isRequired && html` required`} maxlength="${longestCredential}" autocomplete="off" autocapitalize="none" spellcheck="false" data-testid="${testId}"${describedBy !== '' && html` aria-describedby="${describedBy}"`}${error !== null && html` aria-invalid="true" autofocus`}>
${hint && html`<p class="hint" id="hint-${name}">${hint}</p>`}
${error !== null && html`<p class="bad" role="alert" id="error-${name}" data-testid="field-error-${name}">${error}</p>`}
</div>`
}

/** A list to choose a value from. A browser sends none but these. */
export function choiceField({ name, label, value, testId, choices }: Choice): Html {
  const options = choices.map(
    (one) => html`<option value="${one}"${one === value && html` selected`}>${one}</option>`,
  )
  return html`<div class="field">
<label for="${name}">${label}</label>
<select id="${name}" name="${name}" data-testid="${testId}">${options}</select>
</div>`
}

/** Steps that a host ticks off; nothing of them is sent. */
export function checklist(steps: readonly string[]): Html {
  return html`<div class="checklist" data-testid="checklist">
${steps.map((step) => html`<label class="check"><input type="checkbox" autocomplete="off"><span>${step}</span></label>\n`)}</div>`
}
