import type { ConnectPattern } from '../providers/providers.js'
import { activationFlow } from './activation-flow.js'
import { claimFlow } from './claim-flow.js'
import { credentialsFlow } from './credentials-flow.js'
import type { Flow, FlowDeps } from './flow.js'
import { oauthFlow } from './oauth-flow.js'

/** The walk of each pattern; each of their pages can be cancelled. */
export function createFlows(deps: FlowDeps): Readonly<Record<ConnectPattern, Flow>> {
  const cancel: Flow['decisions'][string] = ({ held }) => deps.sessions.end(held, 'cancelled')
  const cancellable = (flow: Flow): Flow => ({ ...flow, decisions: { ...flow.decisions, cancel } })
  return {
    oauth: cancellable(oauthFlow(deps)),
    credentials: cancellable(credentialsFlow(deps)),
    activation: cancellable(activationFlow(deps)),
    claim: cancellable(claimFlow(deps)),
  }
}
