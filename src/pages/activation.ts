import { mintedPair } from '../providers/channel.js'
import { boundAs } from '../sessions/service.js'
import { type Flow, type FlowContext, type FlowDeps, flowContent, refusalText } from './flow.js'
import { checklist, decisionButton, form } from './form.js'
import { html } from './html.js'
import type { Content } from './layout.js'

/** activation: the host pastes a minted pair into the provider and says when that is done. */
export function activationFlow({ connections }: FlowDeps): Flow {
  return {
    show: (visit, refusal) =>
      activationPage(visit, mintedPair(visit.session.id), refusalText(visit, refusal)),
    decisions: { activated: (visit) => connections.approve(visit, boundAs(visit)) },
  }
}

/** The page with the pair that a host pastes into the provider, and what there is to do. */
export function activationPage(
  context: FlowContext,
  minted: { readonly username: string; readonly password: string },
  refusal: string | null,
): Content {
  const { activation, credentials, connect, allDone } = context.texts
  const { displayName } = context.provider
  return flowContent(context, {
    title: connect(displayName),
    refusal,
    main: html`<p>${activation.lead(displayName)}</p>
${checklist(activation.steps(displayName))}
<dl>
<div><dt>${credentials.fields.username}</dt><dd class="code" data-testid="activation-username">${minted.username}</dd></div>
<div><dt>${credentials.fields.password}</dt><dd class="code" data-testid="activation-password">${minted.password}</dd></div>
</dl>
${form(context, decisionButton('activated', 'activation-done', allDone, 'main'))}`,
  })
}
