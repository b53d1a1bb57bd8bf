import { longestCredential } from '../providers/channel.js'
import { type Html, html } from './html.js'
import { copyButton } from './snippet.js'
import type { Texts } from './texts.js'

/** What every page with a form needs. */
export interface FormContext {
  readonly texts: Texts
  /** The anti-forgery token of the session. */
  readonly token: string
}

/** A form that posts to the page's own address. The server alone checks the fields, so that errors look the same everywhere. */
export function form(context: FormContext, fields: Html): Html {
  return formWith(context, fields, html` novalidate`)
}

/** A form whose checklist must be ticked before anything is sent. */
export function checkedForm(context: FormContext, fields: Html): Html {
  return formWith(context, fields, html` data-checked`)
}

function formWith({ token }: FormContext, fields: Html, attributes: Html): Html {
  return html`<form method="post"${attributes}>
<input type="hidden" name="formToken" value="${token}">
${fields}
</form>`
}

/** How a button looks: the one that goes on, another one, one to be found by who looks for it, one of the sandbox bar. */
type Look = 'main' | 'plain' | 'quiet' | 'lever'

/**
 * A button that sends its form with a decision.
 *
 * @param busy what is said while the answer is awaited; none for a button that looks the same then.
 */
export function decisionButton(
  decision: string,
  testId: string,
  label: string,
  look: Look,
  busy: string | null = null,
): Html {
  return html`<button class="${look}" name="decision" value="${decision}" data-testid="${testId}"${busy !== null && html` data-busy="${busy}"`}>${label}</button>`
}

/** A form of its own for cancelling, so that Enter in a field never does it. */
export function cancelForm(context: FormContext): Html {
  return html`<div class="leave">${form(context, decisionButton('cancel', 'cancel', context.texts.cancel, 'quiet'))}</div>`
}

/** A link to the step before. */
export function backLink({ texts }: FormContext, url: string, text: string = texts.back): Html {
  return html`<a href="${url}">${text}</a>`
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
  readonly type: 'text' | 'password' | 'email'
  /** What was entered before, if it is no secret. */
  readonly value?: string
  readonly hint?: string
  readonly error: string | null
  readonly testId: string
  /** Whether it must be filled in; it must, when nothing is said. */
  readonly isRequired?: boolean
  /** Whether it takes digits alone, for the keyboards of phones. */
  readonly isNumeric?: boolean
  /** Whether it takes a one-time code: digits alone, which phones fill in from a message. */
  readonly isCode?: boolean
}

/** A field with a few values, of which the first is the default. */
interface Choice extends Pick<Field, 'name' | 'label' | 'value' | 'testId'> {
  readonly choices: readonly string[]
}

/** A text field. What is wrong with it is shown beside it and read out by screen readers. */
export function textField(field: Field): Html {
  const { name, label, type, value = '', hint, error, testId, isRequired = true, isCode = false } = field
  const { isNumeric = isCode } = field
  const describedBy = [hint && `hint-${name}`, error && `error-${name}`].filter(Boolean).join(' ')
  return html`<div class="field">
<label for="${name}">${label}</label>
<input id="${name}" name="${name}" type="${type}" value="${value}"${isRequired && html` required`} maxlength="${longestCredential}" autocomplete="${isCode ? 'one-time-code' : 'off'}"${isCode && html` class="digits"`} autocapitalize="none" spellcheck="false"${isNumeric && html` inputmode="numeric"`} data-testid="${testId}"${describedBy !== '' && html` aria-describedby="${describedBy}"`}${error !== null && html` aria-invalid="true" autofocus`}>
${error !== null && html`<p class="bad" role="alert" id="error-${name}" data-testid="field-error-${name}">${error}</p>`}
${hint && html`<p class="hint" id="hint-${name}">${hint}</p>`}
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

/**
 * Steps that a host ticks off, in a `checkedForm`: each must be ticked, in browsers without script too. Nothing of them is
 * sent.
 */
export function checklist({ texts }: FormContext, steps: readonly string[]): Html {
  return html`<div class="checklist" data-testid="checklist">
${steps.map((step) => html`<label class="check"><input type="checkbox" autocomplete="off" required><span>${step}</span></label>\n`)}<p class="bad" role="alert" data-testid="checklist-error" data-missing="${texts.checklist.missing}"></p>
</div>`
}

/** A value to be copied as it is, with its name and a button. */
export interface CopyField {
  readonly label: string
  readonly value: string
  readonly testId: string
}

/** Values to be copied, each with a button that does so. A page with them needs `copyScript`. */
export function copyFields({ texts }: FormContext, fields: readonly CopyField[]): Html {
  return html`<dl class="copies">
${fields.map(
  ({ label, value, testId }) =>
    html`<div><dt>${label}</dt><dd><span class="code" id="${testId}" data-testid="${testId}">${value}</span>${copyButton(testId, texts.copy, texts.copied, `${texts.copy}: ${label}`)}</dd></div>\n`,
)}</dl>`
}

/** What testers may enter here, of which magic values stand between backticks. Apps have nothing of it. */
export function sandboxHint({ sandbox }: Texts, hint: string): Html {
  const parts = hint.split('`').map((part, at) => (at % 2 === 0 ? part : html`<code>${part}</code>`))
  return html`<p class="hint try"><strong>${sandbox.name}</strong> ${parts}</p>`
}
