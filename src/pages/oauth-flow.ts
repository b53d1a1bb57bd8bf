import { defaultAccount } from '../providers/channel.js'
import type { AccessType } from '../sessions/model.js'
import { boundAs } from '../sessions/service.js'
import type { Flow, FlowDeps } from './flow.js'
import { accountPage, consentPage } from './oauth-pages.js'
import { refusalText } from './refusal.js'

/** oauth: the host allows the access, then confirms the account. */
export function oauthFlow({ sessions, connections }: FlowDeps): Flow {
  return {
    show({ held: { workspace, session }, provider, step, context, address }, refusal) {
      const why = refusal && refusalText(context.texts, provider, refusal)
      if (step !== 'account') return consentPage(context, provider, session.accessType as AccessType, why)
      const account = defaultAccount(workspace.id, provider.id)
      return accountPage(context, provider, account, address(null), why)
    },
    steps: { approve: 'account' },
    decisions: {
      deny: ({ held }) => sessions.end(held, 'cancelled'),
      conflict: ({ held }) => sessions.end(held, 'errored'),
      confirm: ({ held }) => connections.approve(held, boundAs(held)),
    },
  }
}
