import type { Provider } from '../connect/providers.js'
import { alert, cancelForm, decisionButton, type FormContext, form } from './form.js'
import { type Html, html } from './html.js'
import type { Content } from './layout.js'

/** The page with the pair that a host pastes into the provider, and what there is to do. */
export function activationPage(
  context: FormContext,
  provider: Provider,
  minted: { readonly username: string; readonly password: string },
  refusal: string | null,
): Content {
  const { activation, connect } = context.texts
  return {
    title: connect(provider.displayName),
    provider,
    main: html`${alert(refusal)}
<p>${activation.lead(provider.displayName)}</p>
${checklist(activation.steps(provider.displayName))}
<dl>
<div><dt>${activation.username}</dt><dd class="code" data-testid="activation-username">${minted.username}</dd></div>
<div><dt>${activation.password}</dt><dd class="code" data-testid="activation-password">${minted.password}</dd></div>
</dl>
${form(context, decisionButton('activated', 'activation-done', activation.done, 'main'))}
${cancelForm(context)}`,
  }
}

/** Steps that a host ticks for himself; they are sent nowhere. */
export function checklist(steps: readonly string[]): Html {
  return html`<div class="checklist" data-testid="checklist">
${steps.map((step) => html`<label class="check"><input type="checkbox" autocomplete="off"><span>${step}</span></label>\n`)}</div>`
}
