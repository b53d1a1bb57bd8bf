import type { Account } from '../connections/model.js'
import type { Provider } from '../providers/providers.js'
import type { AccessType } from '../sessions/model.js'
import { alert, cancelForm, decisionButton, type FormContext, form } from './form.js'
import { html } from './html.js'
import type { Content } from './layout.js'

/** The page on which a host sees what access an app asks for, and allows or refuses it. */
export function consentPage(
  context: FormContext,
  provider: Provider,
  accessType: AccessType,
  refusal: string | null,
): Content {
  const { consent, connect } = context.texts
  return {
    title: connect(provider.displayName),
    provider,
    main: html`${alert(refusal)}
<p>${consent.lead(provider.displayName)}</p>
<ul data-testid="access" data-access="${accessType}">
${consent[accessType].map((item) => html`<li>${item}</li>\n`)}</ul>
${form(
  context,
  html`${decisionButton('approve', 'approve', consent.approve, 'main')}
${decisionButton('deny', 'deny', consent.deny, 'plain')}
${decisionButton('conflict', 'account-conflict', consent.conflict, 'quiet')}`,
)}
${cancelForm(context)}`,
  }
}

/** The page on which a host confirms which account it is. */
export function accountPage(
  context: FormContext,
  provider: Provider,
  account: Account,
  backUrl: string,
  refusal: string | null,
): Content {
  const { account: texts, back } = context.texts
  return {
    title: texts.title,
    provider,
    main: html`${alert(refusal)}
<dl>
<div><dt>${texts.name}</dt><dd data-testid="account-name">${account.name}</dd></div>
<div><dt>${texts.id}</dt><dd data-testid="account-id">${account.id}</dd></div>
</dl>
${form(context, decisionButton('confirm', 'confirm-account', texts.confirm, 'main'))}
<p class="link"><a href="${backUrl}">${back}</a></p>
${cancelForm(context)}`,
  }
}
