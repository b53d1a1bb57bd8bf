import type { Account } from '../connections/model.js'
import { defaultAccount } from '../providers/channel.js'
import type { AccessType } from '../sessions/model.js'
import { boundAs } from '../sessions/service.js'
import { accessRows } from './access.js'
import { type Flow, type FlowContext, type FlowDeps, flowContent, refusalText } from './flow.js'
import { backLink, decisionButton, form } from './form.js'
import { type Html, html } from './html.js'
import type { Content } from './layout.js'
import type { Progress } from './progress.js'

/** oauth: the host allows the access, then confirms the account. */
export function oauthFlow({ sessions, connections }: FlowDeps): Flow {
  return {
    show(visit, refusal) {
      const { workspace, session, provider, step } = visit
      const why = refusalText(visit, refusal)
      if (step !== 'account') return consentPage(visit, session.accessType as AccessType, why)
      const account = session.resumes ?? defaultAccount(workspace.origin, provider.id)
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
  const { provider, app, texts } = context
  const { consent, busy } = texts
  return flowContent(context, {
    title: texts.connect(provider.displayName),
    ...stepsOf(context, 0),
    refusal,
    main: html`<p>${consent.lead(app.name, provider.displayName)}</p>
${accessRows(texts, accessType)}
<p class="hint">${consent.promise}</p>
${form(
  context,
  html`${decisionButton('approve', 'approve', consent.approve, 'main', busy.own)}
${decisionButton('deny', 'deny', consent.deny, 'plain')}`,
)}`,
    levers: conflictLever(context),
  })
}

/** The page on which a host confirms which account it is. */
export function accountPage(
  context: FlowContext,
  account: Account,
  backUrl: string,
  refusal: string | null,
): Content {
  const { texts, app, provider } = context
  const { account: own, fields, busy } = texts
  return flowContent(context, {
    title: own.title,
    ...stepsOf(context, 1),
    back: backLink(context, backUrl),
    refusal,
    main: html`<p>${own.lead(app.inText)}</p>
<dl class="who">
<div><dt>${own.name}</dt><dd data-testid="account-name">${account.name}</dd></div>
<div><dt>${fields.accountId}</dt><dd data-testid="account-id">${account.id}</dd></div>
</dl>
${form(context, decisionButton('confirm', 'confirm-account', own.confirm, 'main', busy.provider(provider.displayName)))}`,
    levers: conflictLever(context),
  })
}

function stepsOf({ texts }: FlowContext, at: number): Progress {
  return { steps: [texts.consent.step, texts.account.step], at }
}

/** Ends the session as one whose account is connected elsewhere. */
function conflictLever(context: FlowContext): Html {
  const { conflict } = context.texts.sandbox
  return form(context, decisionButton('conflict', 'account-conflict', conflict, 'lever'))
}
