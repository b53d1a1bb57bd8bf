import { seededRandom, sessionId } from '../../lib/ids.js'
import { type Sample, type Subject, sandboxAccount } from './subject.js'

/** Samples of events about the host's accounts (members: published OpenAPI; values: ours). */
export function accountSamples({ workspaceId, nowMs, at }: Subject) {
  const account = sandboxAccount('airbnb')
  const { provider, externalAccountId: accountId } = account
  const common = { workspaceId, accountId, provider }
  const about = (data: Sample['data']): Sample => ({ account, data })
  return {
    'account.created': about({ ...common, accessType: 'full_access', createdAt: at }),
    'account.disconnected': about({
      ...common,
      connectionId: accountId,
      disconnectedAt: at,
      reason: 'manual_disconnect',
    }),
    'connect.session.completed': about({
      sessionId: sessionId(nowMs, seededRandom('sample')),
      state: 'user_8421',
      provider,
      externalAccountId: accountId,
      connectionId: account.id,
      purpose: 'connect',
      completedAt: at,
    }),
  }
}
