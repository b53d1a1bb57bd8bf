import type { ConnectPattern } from '../../connect/providers.js'
import { activationWalk } from './activation-walk.js'
import { claimWalk } from './claim-walk.js'
import { credentialsWalk } from './credentials-walk.js'
import { oauthWalk } from './oauth-walk.js'
import type { Walk, WalkDeps } from './walk.js'

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
