import { mintedPair } from '../providers/channel.js'
import { boundAs } from '../sessions/service.js'
import { type Flow, type FlowContext, type FlowDeps, flowContent, refusalText } from './flow.js'
import { checkedForm, checklist, copyFields, decisionButton } from './form.js'
import { html } from './html.js'
import type { Content } from './layout.js'
import { copyScript } from './scripts.js'
import { signInUrlOf } from './sign-in.js'
import { linkTo } from './sign-in-pages.js'

/** activation: the host pastes a minted pair into the provider and says when that is done. */
export function activationFlow({ connections }: FlowDeps): Flow {
  return {
    show: (visit, refusal) =>
      activationPage(visit, mintedPair(visit.session.id), refusalText(visit, refusal), signInUrlOf(visit)),
    decisions: { activated: (visit) => connections.approve(visit, boundAs(visit)) },
  }
}

/** The page with the pair that a host pastes into the provider, and what there is to do. */
export function activationPage(
  context: FlowContext,
  minted: { readonly username: string; readonly password: string },
  refusal: string | null,
  signInUrl: string | null = null,
): Content {
  const { texts, provider } = context
  const { activation, fields, connect, checklist: list, busy } = texts
  const { displayName } = provider
  const pair = (['username', 'password'] as const).map((name) => ({
    label: fields[name],
    value: minted[name],
    testId: `activation-${name}`,
  }))
  const finish = decisionButton(
    'activated',
    'activation-done',
    list.allDone,
    'main',
    busy.provider(displayName),
  )
  return {
    ...flowContent(context, {
      title: connect(displayName),
      steps: [activation.step],
      at: 0,
      refusal,
      main: html`<p>${activation.lead(displayName)}</p>
${copyFields(context, pair)}
${checkedForm(context, html`${checklist(context, activation.steps(displayName))}${finish}`)}
${signInUrl !== null && linkTo(signInUrl, 'sign-in-link', texts.signIn.vrboLink)}`,
    }),
    script: copyScript,
  }
}
