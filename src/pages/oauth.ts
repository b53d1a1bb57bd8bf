import type { Account } from '../connections/model.js'
import { defaultAccount } from '../providers/channel.js'
import type { AccessType } from '../sessions/model.js'
import { boundAs } from '../sessions/service.js'
import { type Flow, type FlowContext, type FlowDeps, flowContent, refusalText } from './flow.js'
import { decisionButton, form } from './form.js'
import { html } from './html.js'
import type { Content } from './layout.js'

/** oauth: the host allows the access, then confirms the account. */
export function oauthFlow({ sessions, connections }: FlowDeps): Flow {
  return {
    show(visit, refusal) {
      const { workspace, session, provider, step } = visit
      const why = refusalText(visit, refusal)
      if (step !== 'account') return consentPage(visit, session.accessType as AccessType, why)
      const account = session.resumes ?? defaultAccount(workspace.id, provider.id)
      return accountPage(visit, account, visit.address(null), why)
    },
    decisions: {
      approve: 'account',
      deny: (visit) => sessions.end(visit, 'cancelled'),
      conflict: (visit) => sessions.end(visit, 'errored'),
      confirm: (visit) => connections.approve(visit, boundAs(visit)),
    },
  }
}

/** The page on which a host sees what access an app asks for, and allows or refuses it. */
export function consentPage(context: FlowContext, accessType: AccessType, refusal: string | null): Content {
  const { provider, texts } = context
  const { consent } = texts
  return flowContent(context, {
    title: texts.connect(provider.displayName),
    refusal,
    main: html`<p>${consent.lead(provider.displayName)}</p>
<ul data-testid="access" data-access="${accessType}">
${consent[accessType].map((item) => html`<li>${item}</li>\n`)}</ul>
${form(
  context,
  html`${decisionButton('approve', 'approve', consent.approve, 'main')}
${decisionButton('deny', 'deny', consent.deny, 'plain')}
${decisionButton('conflict', 'account-conflict', consent.conflict, 'quiet')}`,
)}`,
  })
}

/** The page on which a host confirms which account it is. */
export function accountPage(
  context: FlowContext,
  account: Account,
  backUrl: string,
  refusal: string | null,
): Content {
  const { account: texts, credentials, back } = context.texts
  return flowContent(context, {
    title: texts.title,
    refusal,
    main: html`<dl>
<div><dt>${texts.name}</dt><dd data-testid="account-name">${account.name}</dd></div>
<div><dt>${credentials.fields.accountId}</dt><dd data-testid="account-id">${account.id}</dd></div>
</dl>
${form(context, decisionButton('confirm', 'confirm-account', texts.confirm, 'main'))}
<p class="link"><a href="${backUrl}">${back}</a></p>`,
  })
}
