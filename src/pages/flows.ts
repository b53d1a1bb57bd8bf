import type { ConnectPattern } from '../providers/providers.js'
import { activationWalk } from './activation-flow.js'
import { claimWalk } from './claim-flow.js'
import { credentialsWalk } from './credentials-flow.js'
import type { Walk, WalkDeps } from './flow.js'
import { oauthWalk } from './oauth-flow.js'

/** The walk of each pattern; each of their pages can be cancelled. */
export function createWalks(deps: WalkDeps): Readonly<Record<ConnectPattern, Walk>> {
  const cancel: Walk['decisions'][string] = ({ held }) => deps.sessions.end(held, 'cancelled')
  const cancellable = (walk: Walk): Walk => ({ ...walk, decisions: { ...walk.decisions, cancel } })
  return {
    oauth: cancellable(oauthWalk(deps)),
    credentials: cancellable(credentialsWalk(deps)),
    activation: cancellable(activationWalk(deps)),
    claim: cancellable(claimWalk(deps)),
  }
}
