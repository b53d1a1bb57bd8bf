import type { Provider } from '../providers/providers.js'
import { alert, cancelForm, checklist, decisionButton, type FormContext, form } from './form.js'
import { html } from './html.js'
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
