import { mintedPair } from '../providers/channel.js'
import { boundAs } from '../sessions/service.js'
import { activationPage } from './activation-page.js'
import type { Flow, FlowDeps } from './flow.js'
import { refusalText } from './refusal.js'

/** activation: the host pastes a minted pair into the provider and says when that is done. */
export function activationFlow({ connections }: FlowDeps): Flow {
  return {
    show({ held: { session }, provider, context }, refusal) {
      const why = refusal && refusalText(context.texts, provider, refusal)
      return activationPage(context, provider, mintedPair(session.id), why)
    },
    steps: {},
    decisions: { activated: ({ held }) => connections.approve(held, boundAs(held)) },
  }
}
