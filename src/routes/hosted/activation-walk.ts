import { mintedPair } from '../../connect/channel.js'
import { boundAs } from '../../connect/held-session.js'
import { activationPage } from '../../pages/activation-page.js'
import { refusalText } from '../../pages/refusal.js'
import type { Walk, WalkDeps } from './walk.js'

/** activation: the host pastes a minted pair into the provider and says when that is done. */
export function activationWalk({ connections }: WalkDeps): Walk {
  return {
    show({ held: { session }, provider, context }, refusal) {
      const why = refusal && refusalText(context.texts, provider, refusal)
      return activationPage(context, provider, mintedPair(session.id), why)
    },
    steps: {},
    decisions: { activated: ({ held }) => connections.approve(held, boundAs(held)) },
  }
}
