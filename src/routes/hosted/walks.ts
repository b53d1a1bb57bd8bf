import type { ConnectPattern } from '../../connect/providers.js'
import { activationWalk } from './activation-walk.js'
import { claimWalk } from './claim-walk.js'
import { credentialsWalk } from './credentials-walk.js'
import { oauthWalk } from './oauth-walk.js'
import type { Walk, WalkDeps } from './walk.js'

/** The walk of each pattern. */
export function createWalks(deps: WalkDeps): Readonly<Record<ConnectPattern, Walk>> {
  return {
    oauth: oauthWalk(deps),
    credentials: credentialsWalk(deps),
    activation: activationWalk(deps),
    claim: claimWalk(deps),
  }
}
